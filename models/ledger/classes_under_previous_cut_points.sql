-- noqa: disable=LT02
-- The RFM class that the cut-points before give on the day, for customers who moved when the cut-points changed.
{% set digest = "'" ~ rfm_settings().digest ~ "'" %}

with cut_points as (
    {{ pivoted_cut_points('true') | indent(4) }}
),

movers as (
    select moves.*
    from {{ ref('new_moves') }} as moves
    where moves.classification = 'rfm_class'
        and moves.from_segment is not null
        and moves.to_segment is not null
),

buyers as (
    select
        {{ buyer_columns('cut_points.cut_points_as_of_date') }}
    from movers
    inner join {{ ref('wide_features') }} as features
        on movers.customer_id = features.customer_id
        and movers.observed_on = features.as_of_date
    inner join cut_points on movers.previous_fit_id = {{ cut_points_id('cut_points.cut_points_as_of_date', digest) }}
),

{{ classified_buyers() }}

select
    customer_id,
    as_of_date,
    r_score,
    f_score,
    m_score,
    rfm_class
from classified_buyers
