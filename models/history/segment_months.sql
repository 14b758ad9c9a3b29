-- Segments as they were published on each date.
with moves as (
    select
        moves.*,
        periods.previous_as_of_date,
        coalesce(moves.from_segment <> moves.to_segment, true) as is_move
    from {{ ref('period_moves') }} as moves
    inner join {{ ref('periods') }} as periods on moves.as_of_date = periods.as_of_date
    where moves.classification not in ('rfm_class', 'lifecycle_stage')
),

sides as (
    select
        as_of_date,
        previous_as_of_date,
        classification,
        to_segment as segment,
        customer_count,
        case when is_move then customer_count else 0 end as added_customers,
        0 as left_customers,
        net_revenue
    from moves
    where to_segment is not null
    union all
    select
        as_of_date,
        previous_as_of_date,
        classification,
        from_segment as segment,
        0 as customer_count,
        0 as added_customers,
        customer_count as left_customers,
        0 as net_revenue
    from moves
    where is_move
        and from_segment is not null
),

months as (
    select
        as_of_date,
        max(previous_as_of_date) as previous_as_of_date,
        classification,
        segment,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(added_customers) as bigint) as added_customers,
        cast(sum(left_customers) as bigint) as left_customers,
        cast(sum(net_revenue) as decimal(38, 4)) as net_revenue
    from sides
    group by as_of_date, classification, segment
)

select
    as_of_date,
    classification as segmentation,
    cast(segment as bigint) as segment_id,
    customer_count,
    {{ ratio('customer_count', '(sum(customer_count) over (partition by as_of_date, classification))') }}
        as customer_share,
    -- Null on the first date, which has no date before it.
    case when previous_as_of_date is not null then added_customers end as added_customers,
    case when previous_as_of_date is not null then left_customers end as left_customers,
    net_revenue
from months
