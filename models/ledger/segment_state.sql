-- noqa: disable=LT02
-- depends_on: {{ ref('ledger_days') }}
{{ config(materialized='by_step', steps='ledger_steps') }}
{% set day = part_date() %}

with steps as (
    select *
    from {{ ref('ledger_steps') }}
    where as_of_date = {{ day }}
),

before as (
    select state.*
    from {{ this }} as state
    inner join steps
        on state.classification = steps.classification
        and state.observed_on = steps.previous_on
),

-- Customers of either day. One who is no longer known leaves once; one who was erased is not spoken of.
both_days as (
    select
        coalesce(now.customer_id, before.customer_id) as customer_id,
        coalesce(now.classification, before.classification) as classification,
        now.raw_segment,
        now.runner_up_segment,
        now.lead_over_runner_up,
        case when now.customer_id is null then 'not_known' else now.no_segment_reason end as no_segment_reason,
        before.segment,
        before.segment_since,
        before.last_segment,
        before.previous_segment,
        before.raw_segment as previous_raw_segment,
        before.raw_differs_since
    from ({{ classified_customers(day) | indent(8) }}) as now
    full outer join before
        on now.customer_id = before.customer_id
        and now.classification = before.classification
    left join {{ ref('erased_customers') }} as erased
        on case when now.customer_id is null then {{ erased_hash('before.customer_id') }} end = erased.customer_hash
    where now.customer_id is not null
        or (before.segment is not null and erased.customer_hash is null)
),

doubtful as (
    select
        customer_id,
        classification,
        cast(segment as bigint) as named_segment_id
    from both_days
    where raw_segment <> segment
        and runner_up_segment <> segment
),

leads as (
    {{ named_leads('doubtful') | indent(4) }}
),

compared as (
    select
        both_days.*,
        steps.fit_id,
        steps.settings_digest,
        coalesce(leads.lead_over_named, both_days.lead_over_runner_up) >= steps.switch_margin
        and case
            when both_days.raw_differs_since is null
                then {{ days_between('steps.previous_on', day) }} > {{ days_to_confirm() }}
            else {{ days_between('both_days.raw_differs_since', day) }} >= {{ days_to_confirm() }}
        end as is_clear,
        steps.minimum_days > 0
        and {{ days_between('coalesce(both_days.raw_differs_since, ' ~ day ~ ')', day) }} >= steps.minimum_days
            as is_long,
        steps.switch_margin = 0 as is_never_sticky,
        steps.settings_digest <> steps.previous_settings_digest
        and both_days.raw_segment = both_days.previous_raw_segment as is_by_settings,
        ended.relation
    from both_days
    inner join steps on both_days.classification = steps.classification
    left join leads
        on both_days.customer_id = leads.customer_id
        and both_days.classification = leads.classification
    left join {{ ref('ended_segments') }} as ended
        on both_days.classification = ended.classification
        and ended.as_of_date = {{ day }}
        and both_days.segment = ended.from_segment
        and both_days.raw_segment = coalesce(ended.to_segment, both_days.raw_segment)
),

decided as (
    select
        *,
        case
            when raw_segment is null and segment is not null then 'left'
            when raw_segment is not null and segment is null then 'entered'
            when raw_segment = segment or raw_segment is null then null
            when relation is not null then relation
            when is_by_settings and (is_never_sticky or is_clear or is_long) then 'redefined'
            when is_never_sticky or is_clear then 'switched'
            when is_long then 'released'
        end as move
    from compared
)

select
    customer_id,
    classification,
    {{ day }} as observed_on,
    case when move is not null then raw_segment else segment end as segment,
    case
        when raw_segment is null then null
        when move is not null then {{ day }}
        else segment_since
    end as segment_since,
    coalesce(case when move is not null then raw_segment end, last_segment) as last_segment,
    -- One who comes back to the segment that was left has the same one before it.
    case when move is not null and raw_segment <> last_segment then last_segment else previous_segment end
        as previous_segment,
    raw_segment,
    case when move is null and raw_segment <> segment then coalesce(raw_differs_since, {{ day }}) end
        as raw_differs_since,
    no_segment_reason,
    fit_id,
    settings_digest,
    move,
    case when move is not null then segment end as moved_from,
    case when move is not null then segment_since end as moved_from_since
from decided
