-- The customers of a period's beginning who are in no segment at its end count in the shares too.
with moves as (
    select
        moves.*,
        sum(moves.customer_count) over (
            partition by moves.as_of_date, moves.classification, moves.from_segment
        ) as customers_of_from
    from {{ ref('period_moves') }} as moves
    inner join {{ ref('periods') }} as periods on moves.as_of_date = periods.as_of_date
    where periods.previous_as_of_date is not null
)

select
    moves.as_of_date,
    moves.classification,
    moves.from_segment,
    coalesce(before.segment_name, moves.from_segment) as from_name,
    moves.to_segment,
    coalesce(after.segment_name, moves.to_segment) as to_name,
    moves.cause,
    moves.reason,
    moves.customer_count,
    moves.net_revenue_365d,
    case when moves.from_segment is not null then {{ ratio('moves.customer_count', 'moves.customers_of_from') }} end
        as share_of_from
from moves
left join {{ ref('known_segment_names') }} as before
    on moves.classification = before.segmentation
    and moves.from_segment = cast(before.segment_id as {{ dbt.type_string() }})
left join {{ ref('known_segment_names') }} as after
    on moves.classification = after.segmentation
    and moves.to_segment = cast(after.segment_id as {{ dbt.type_string() }})
