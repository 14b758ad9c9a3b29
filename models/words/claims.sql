-- noqa: disable=ST03
{#- The linter does not see that claims of features are counted over members. -#}
{% set features = feature_columns(numeric_only=true) or ['recency_days'] %}
{% set text = dbt.type_string() %}

with claims as (
    select * from {{ ref('stated_claims') }}
),

-- As for percentiles, beyond 50,000 customers a fixed sample is counted.
sampled as (
    select features.*
    from {{ ref('latest_customer_features') }} as features
    where {{ hash_share('features.customer_id') }} < (
            select 50000.0 / nullif(count(*), 0)
            from {{ ref('latest_customer_features') }}
        )
),

members as (
    select
        segmentation,
        segment_id,
        cast(null as {{ text }}) as said,
        customer_id
    from {{ ref('current_segments') }}
    where segment_id is not null
    union all
    select
        cast(null as {{ text }}) as segmentation,
        cast(null as bigint) as segment_id,
        lifecycle_stage as said,
        customer_id
    from sampled
),

compared as (
    select
        claims.*,
        case claims.feature
            {%- for feature in features %}
            when '{{ feature }}' then cast(sampled.{{ feature }} as double)
            {%- endfor %}
        end as found
    from claims
    left join members
        on coalesce(claims.segmentation, claims.said) = coalesce(members.segmentation, members.said)
        and coalesce(claims.segment_id, -1) = coalesce(members.segment_id, -1)
        and claims.measured is null
    left join sampled on members.customer_id = sampled.customer_id
    where claims.measured is not null or sampled.customer_id is not null
)

select
    segmentation,
    segment_id,
    said_in,
    said,
    feature,
    operator,
    value,
    wanted_share,
    case
        when measured is null
            then
                {{ ratio(
                    sum_if(
                        "case operator when '>' then found > value when '>=' then found >= value"
                        " when '<' then found < value when '<=' then found <= value end",
                        1
                    ),
                    'count(*)'
                ) }}
    end as met_share,
    measured
from compared
group by segmentation, segment_id, said_in, said, feature, operator, value, wanted_share, measured
