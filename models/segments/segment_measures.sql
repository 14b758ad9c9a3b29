-- noqa: disable=LT02,PRS
-- The linter's DuckDB knows no grouping sets.
{% set features = feature_columns(numeric_only=true) or ['recency_days'] %}

with scales as (
    select
        50000.0 / nullif(count(*), 0) as sampled_share,
        {%- for feature in features %}
        coalesce(nullif(max(abs({{ finite(feature) }})), 0), 1) as m{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('latest_customer_features') }}
),

-- A row per segment, and one per segmentation without a segment: everybody.
measures as (
    select
        segmentation,
        segment_id,
        {{ profile_measures(range(1, features | length + 1)) | indent(8) }}
    from (
        select
            assignments.segmentation,
            assignments.raw_segment_id as segment_id,
            {{ hash_share('features.customer_id') }} < scales.sampled_share as is_sampled,
            {%- for feature in features %}
            {{ finite('features.' ~ feature) }} as v{{ loop.index }},
            {%- endfor %}
            scales.*
        from {{ ref('latest_customer_features') }} as features
        inner join {{ ref('segment_assignments') }} as assignments
            on features.customer_id = assignments.customer_id
            and features.as_of_date = assignments.as_of_date
        cross join scales
        where assignments.raw_segment_id is not null
    ) as members
    group by grouping sets ((segmentation, segment_id), (segmentation))
)

select *
from measures
