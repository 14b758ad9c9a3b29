-- No name, trait, warning or lifecycle stage is published without a claim. Names that people chose are their own, and
-- "Mixed" says that nothing is common to most.
with texts as (
    select
        segmentation,
        segment_id,
        'name' as said_in,
        own_name as said
    from {{ ref('segment_names') }}
    where own_name not like 'Mixed%'
    union all
    select
        segmentation,
        segment_id,
        'trait' as said_in,
        trait as said
    from {{ ref('segment_traits') }}
    union all
    select
        segmentation,
        segment_id,
        'warning' as said_in,
        sentence as said
    from {{ ref('segment_warnings') }}
    union all
    select distinct
        cast(null as {{ dbt.type_string() }}) as segmentation,
        cast(null as bigint) as segment_id,
        'lifecycle stage' as said_in,
        lifecycle_stage as said
    from {{ ref('latest_customer_features') }}
)

select texts.*
from texts
left join {{ ref('claims') }} as claims
    on coalesce(texts.segmentation, '') = coalesce(claims.segmentation, '')
    and coalesce(texts.segment_id, -1) = coalesce(claims.segment_id, -1)
    and texts.said_in = claims.said_in
    and texts.said = claims.said
where claims.said is null
