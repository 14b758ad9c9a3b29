{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false,
    partition_by=ledger_partitions(),
    pre_hook="{{ forget_unpublished_changes(this) }}", post_hook="{{ keep_latest_days() }}",
) }}
-- depends_on: {{ ref('ledger_days') }}
-- depends_on: {{ ref('ledger_steps') }}

with moves as (
    select
        moves.*,
        reasons.deciding_feature_1,
        reasons.contribution_1,
        reasons.deciding_feature_2,
        reasons.contribution_2,
        reasons.deciding_feature_3,
        reasons.contribution_3,
        moves.settings_digest <> moves.previous_settings_digest as has_other_settings,
        moves.fit_id <> moves.previous_fit_id as has_other_fit,
        moves.classification in ('rfm_class', 'lifecycle_stage') as is_rule,
        coalesce(cast(earlier.segment_id as {{ dbt.type_string() }}), classes.rfm_class) as segment_under_previous_fit
    from {{ ref('new_moves') }} as moves
    left join {{ ref('move_reasons') }} as reasons
        on moves.customer_id = reasons.customer_id
        and moves.classification = reasons.classification
        and moves.observed_on = reasons.observed_on
    left join {{ ref('moves_under_previous_fits') }} as earlier
        on moves.customer_id = earlier.customer_id
        and moves.previous_fit_id = earlier.fit_id
        and moves.observed_on = earlier.as_of_date
    left join {{ ref('classes_under_previous_cut_points') }} as classes
        on moves.customer_id = classes.customer_id
        and moves.classification = 'rfm_class'
        and moves.observed_on = classes.as_of_date
)

select
    md5(concat(customer_id, '|', classification, '|', observed_on)) as change_id,
    customer_id,
    classification,
    observed_on,
    from_segment,
    from_since,
    to_segment,
    case
        when move not in ('switched', 'redefined') then move
        when move = 'redefined' or (is_rule and has_other_settings) then 'definition'
        -- A fit that cannot be asked any more needs a feature that is gone.
        when has_other_fit and coalesce(segment_under_previous_fit, from_segment) = from_segment then 'definition'
        else 'behaviour'
    end as cause,
    case when move = 'left' then reason end as reason,
    deciding_feature_1,
    contribution_1,
    deciding_feature_2,
    contribution_2,
    deciding_feature_3,
    contribution_3,
    fit_id,
    settings_digest,
    is_backfilled
from moves
