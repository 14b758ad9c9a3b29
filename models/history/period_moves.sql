{{ config(materialized='by_part', parts='move_dates', key='as_of_date', digest='digest') }}
-- depends_on: {{ ref('move_dates') }}

with period as (
    select *
    from {{ ref('periods') }}
    where as_of_date = {{ part_date() }}
),

ended_in as (
    select
        spells.customer_id,
        spells.classification,
        spells.segment
    from {{ ref('segment_spells') }} as spells
    where spells.valid_from <= {{ part_date() }}
        and (spells.valid_to is null or spells.valid_to > {{ part_date() }})
),

-- Of several changes in a period the first says where from, and the last where to and why.
changed as (
    select
        changes.customer_id,
        changes.classification,
        min(
            {{ row_of({'observed_on': 'changes.observed_on', 'segment': 'changes.from_segment'}) }}
        ).segment as from_segment,
        max({{ row_of({'observed_on': 'changes.observed_on', 'cause': 'changes.cause'}) }}).cause as cause,
        max({{ row_of({'observed_on': 'changes.observed_on', 'reason': 'changes.reason'}) }}).reason as reason
    from {{ ref('segment_changes') }} as changes
    inner join period
        on changes.observed_on between period.starts_on and period.as_of_date
        and period.previous_as_of_date is not null
    group by changes.customer_id, changes.classification
),

both_ends as (
    select
        coalesce(ended_in.customer_id, changed.customer_id) as customer_id,
        coalesce(ended_in.classification, changed.classification) as classification,
        case when changed.customer_id is null then ended_in.segment else changed.from_segment end as from_segment,
        ended_in.segment as to_segment,
        changed.cause,
        changed.reason
    from ended_in
    full outer join changed
        on ended_in.customer_id = changed.customer_id
        and ended_in.classification = changed.classification
),

revenue as (
    select
        orders.customer_id,
        sum(orders.net_amount) as net_revenue
    from {{ ref('orders') }} as orders
    inner join period on orders.ordered_on between period.starts_on and period.as_of_date
    group by orders.customer_id
),

moves as (
    select
        both_ends.classification,
        both_ends.from_segment,
        both_ends.to_segment,
        case when both_ends.from_segment = both_ends.to_segment then 'stayed' else both_ends.cause end as cause,
        case when both_ends.to_segment is null then both_ends.reason end as reason,
        coalesce(revenue.net_revenue, 0) as net_revenue,
        coalesce(features.net_revenue_365d, 0) as net_revenue_365d
    from both_ends
    left join revenue on both_ends.customer_id = revenue.customer_id
    left join {{ ref('wide_features') }} as features
        on both_ends.customer_id = features.customer_id
        and features.as_of_date = {{ part_date() }}
    where both_ends.from_segment is not null
        or both_ends.to_segment is not null
)

select
    {{ part_date() }} as as_of_date,
    classification,
    from_segment,
    to_segment,
    cause,
    reason,
    count(*) as customer_count,
    cast(sum(net_revenue) as decimal(38, 4)) as net_revenue,
    cast(sum(net_revenue_365d) as decimal(38, 4)) as net_revenue_365d
from moves
group by classification, from_segment, to_segment, cause, reason
