with purchases as (
    select
        customer_id,
        ordered_on,
        lag(ordered_on) over (partition by customer_id order by ordered_on) as previous_ordered_on
    from {{ ref('orders') }}
    where is_purchase
)

-- Orders on one day are one visit.
select
    customer_id,
    ordered_on,
    {{ days_between('previous_ordered_on', 'ordered_on') }} as gap_days
from purchases
where previous_ordered_on is null or previous_ordered_on < ordered_on
