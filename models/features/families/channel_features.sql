-- noqa: disable=LT02
with dates as (
    {{ dates_to_build() }}
),

purchases as (
    select *
    from ({{ as_of_each_date('orders', window_days=365) }}) as events
    where is_purchase
),

{%- for place in ['store_id', 'channel'] %}
{{ place }}_orders as (
    select
        *,
        row_number() over (
            partition by {{ customer_and_date_key() }} order by order_count desc, {{ place }} asc
        ) as place_rank
    from (
        select
            {{ customer_and_date() }},
            {{ place }},
            count(*) as order_count
        from purchases
        where {{ place }} is not null
        group by {{ customer_and_date_key() }}, {{ place }}
    ) as counts
),

{{ place }}_totals as (
    select
        {{ customer_and_date() }},
        count(*) as place_count,
        {{ ratio('max(order_count)', 'sum(order_count)') }} as top_share,
        max(case when place_rank = 1 then {{ place }} end) as top_place
    from {{ place }}_orders
    group by {{ customer_and_date_key() }}
),
{% endfor %}
customers as (
    select
        {{ customer_and_date() }}
    from purchases
    group by {{ customer_and_date_key() }}
)
select
    customers.customer_id,
    customers.as_of_date,
    dates.built_from,
    coalesce(store_id_totals.place_count, 0) as store_count_365d,
    store_id_totals.top_share as top_store_share_365d,
    store_id_totals.top_place as top_store_365d,
    coalesce(channel_totals.place_count, 0) as channel_count_365d,
    channel_totals.top_share as top_channel_share_365d,
    channel_totals.top_place as top_channel_365d
from customers
inner join dates on customers.as_of_date = dates.as_of_date
{%- for place in ['store_id', 'channel'] %}
left join {{ place }}_totals
    on {{ same_customer_and_date('customers', place ~ '_totals') }}
{%- endfor %}
