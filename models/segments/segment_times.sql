with purchases as (
    select
        customer_id,
        {{ iso_weekday('ordered_on') }} as weekday,
        extract(hour from ordered_at) as hour_of_day,
        count(*) as order_count
    from {{ ref('orders') }}
    where is_purchase
        and ordered_on <= (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
        and ordered_on > (
            select cast({{ dbt.dateadd('day', -365, 'as_of.as_of_date') }} as date)
            from {{ ref('as_of') }} as as_of
        )
    group by customer_id, {{ iso_weekday('ordered_on') }}, extract(hour from ordered_at)
),

counts as (
    select
        assignments.segmentation,
        assignments.segment_id,
        purchases.weekday,
        purchases.hour_of_day,
        count(*) as customer_count,
        sum(purchases.order_count) as order_count
    from {{ ref('current_segments') }} as assignments
    inner join purchases on assignments.customer_id = purchases.customer_id
    where assignments.segment_id is not null
    group by assignments.segmentation, assignments.segment_id, purchases.weekday, purchases.hour_of_day
)

select
    segmentation,
    segment_id,
    cast(weekday as bigint) as weekday,
    cast(hour_of_day as bigint) as hour_of_day,
    customer_count,
    cast(order_count as bigint) as order_count,
    {{ ratio('order_count', '(sum(order_count) over (partition by segmentation, segment_id))') }} as order_share
from counts
