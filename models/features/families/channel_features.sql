-- noqa: disable=LT02
-- depends_on: {{ ref('observation_dates') }}
with purchases as (
    select *
    from ({{ events_until_part_date('orders', window_days=365) }}) as events
    where is_purchase
),

{%- for place in ['store_id', 'channel'] %}
{{ place }}_orders as (
    select
        *,
        row_number() over (
            partition by customer_id order by order_count desc, {{ place }} asc
        ) as place_rank
    from (
        select
            customer_id,
            {{ place }},
            count(*) as order_count
        from purchases
        where {{ place }} is not null
        group by customer_id, {{ place }}
    ) as counts
),

{{ place }}_totals as (
    select
        customer_id,
        count(*) as place_count,
        {{ ratio('max(order_count)', 'sum(order_count)') }} as top_share,
        max(case when place_rank = 1 then {{ place }} end) as top_place
    from {{ place }}_orders
    group by customer_id
),
{% endfor %}
customers as (
    select
        purchases.customer_id
        {%- for type in ['web', 'app', 'store'] %},
        {{ ratio(count_if("channels.meaning = '" ~ type ~ "'"), 'count(channels.meaning)') }}
            as {{ type }}_order_share_365d
        {%- endfor %}
        {%- for type in ['mobile', 'tablet', 'desktop'] %},
        {{ ratio(count_if("devices.meaning = '" ~ type ~ "'"), 'count(devices.meaning)') }}
            as {{ type }}_order_share_365d
        {%- endfor %}
    from purchases
    left join {{ words_of('order_channel') }} as channels on lower(trim(purchases.channel)) = channels.word
    left join {{ words_of('device') }} as devices on lower(trim(purchases.device)) = devices.word
    group by purchases.customer_id
)

select
    customers.customer_id,
    {{ part_date() }} as as_of_date,
    coalesce(store_id_totals.place_count, 0) as store_count_365d,
    store_id_totals.top_share as top_store_share_365d,
    store_id_totals.top_place as top_store_365d,
    coalesce(channel_totals.place_count, 0) as channel_count_365d,
    channel_totals.top_share as top_channel_share_365d,
    channel_totals.top_place as top_channel_365d
    {%- for type in ['web', 'app', 'store', 'mobile', 'tablet', 'desktop'] %},
    customers.{{ type }}_order_share_365d
    {%- endfor %}
from customers
{%- for place in ['store_id', 'channel'] %}
left join {{ place }}_totals on customers.customer_id = {{ place }}_totals.customer_id
{%- endfor %}
