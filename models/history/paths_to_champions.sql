-- noqa: disable=LT02
{% set bins = rfm_settings().bins %}
{% set medians = ['order_count', 'days'] %}

-- The best class: that of the highest scores of those who stay, whatever the seed calls it.
with best as (
    select max(rfm_class) as rfm_class
    from {{ ref('rfm_classes') }}
    where lifecycle = 'staying'
        and r_max = {{ bins }}
        and f_max = {{ bins }}
        and m_max = {{ bins }}
),

first_orders as (
    select
        customer_id,
        min(ordered_on) as first_ordered_on
    from {{ ref('orders') }}
    where is_purchase
    group by customer_id
),

-- Those who were there when the data or the observed months began had become what they are before.
joined as (
    select first_orders.*
    from first_orders
    where first_orders.first_ordered_on >= (select min(periods.starts_on) from {{ ref('periods') }} as periods)
        and {{ month_of('first_orders.first_ordered_on') }}
        > (select {{ month_of('min(everybody.first_ordered_on)') }} from first_orders as everybody)
        and first_orders.first_ordered_on <= (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
),

became as (
    select
        rfm.customer_id,
        min(rfm.as_of_date) as became_on
    from {{ ref('customer_rfm') }} as rfm
    inner join best on rfm.rfm_class = best.rfm_class
    group by rfm.customer_id
),

channels as (
    select
        joined.customer_id,
        min(orders.channel) as beginning
    from joined
    inner join {{ ref('orders') }} as orders
        on joined.customer_id = orders.customer_id
        and joined.first_ordered_on = orders.ordered_on
    where orders.is_purchase
    group by joined.customer_id
),

-- The category of the first day for which most was paid; a tie goes to the first in alphabetical order.
categories as (
    select
        customer_id,
        category as beginning
    from (
        select
            joined.customer_id,
            days.category,
            row_number() over (
                partition by joined.customer_id order by sum(days.gross_amount) desc, days.category asc
            ) as category_rank
        from joined
        inner join {{ ref('customer_category_days') }} as days
            on joined.customer_id = days.customer_id
            and joined.first_ordered_on = days.ordered_on
        group by joined.customer_id, days.category
    ) as ranked
    where category_rank = 1
),

beginnings as (
    select
        customer_id,
        'any' as began_with,
        cast(null as {{ dbt.type_string() }}) as beginning
    from joined
    union all
    select
        customer_id,
        'category' as began_with,
        beginning
    from categories
    union all
    select
        customer_id,
        'channel' as began_with,
        beginning
    from channels
    where beginning is not null
),

-- Fewer customers than a cell may show are told together.
told as (
    select
        beginnings.customer_id,
        beginnings.began_with,
        case
            when beginnings.began_with <> 'any'
                and count(*) over (partition by beginnings.began_with, beginnings.beginning)
                < {{ whole_number_var('minimum_cell') }}
                then 'others'
            else beginnings.beginning
        end as beginning,
        case when became.customer_id is not null then 1 else 0 end as is_champion,
        cast(features.order_count as double) as order_count,
        cast({{ days_between('joined.first_ordered_on', 'became.became_on') }} as double) as days
    from beginnings
    inner join joined on beginnings.customer_id = joined.customer_id
    left join became on beginnings.customer_id = became.customer_id
    left join {{ ref('wide_features') }} as features
        on became.customer_id = features.customer_id
        and became.became_on = features.as_of_date
),

ranked as (
    select
        *
        {%- for measure in medians %},
        row_number() over (
            partition by began_with, beginning order by {{ measure }} asc nulls last, customer_id asc
        ) as {{ measure }}_rank,
        count({{ measure }}) over (partition by began_with, beginning) as {{ measure }}_count
        {%- endfor %}
    from told
)

select
    best.rfm_class,
    ranked.began_with,
    ranked.beginning,
    count(*) as customer_count,
    cast(sum(ranked.is_champion) as bigint) as champion_count,
    {{ ratio('sum(ranked.is_champion)', 'count(*)') }} as champion_share,
    {{ median_of_ranked('ranked.order_count', 'ranked.order_count_rank', 'ranked.order_count_count') }}
        as median_order_count,
    {{ median_of_ranked('ranked.days', 'ranked.days_rank', 'ranked.days_count') }} as median_days
from ranked
cross join best
group by best.rfm_class, ranked.began_with, ranked.beginning
