with sizes as (
    select * from {{ ref('segment_sizes') }}
),

traits as (
    select
        segmentation,
        segment_id,
        {{ dbt.listagg('trait', "', '", 'order by trait_rank') }} as distinctive_traits,
        {{ dbt.listagg('words', "'; '", 'order by trait_rank') }} as words
    from {{ ref('segment_traits') }}
    group by segmentation, segment_id
),

last_names as (
    select
        segmentation,
        segment_id,
        max(named_on) as named_on,
        max_by(previous_name, named_on) as previous_name
    from {{ ref('segment_name_history') }}
    group by segmentation, segment_id
),

warnings as (
    select
        segmentation,
        segment_id,
        {{ dbt.listagg('sentence', "' '", 'order by warning_rank') }} as warnings
    from {{ ref('segment_warnings') }}
    group by segmentation, segment_id
)

select
    sizes.segmentation,
    sizes.segment_id,
    names.segment_name,
    names.archetype,
    names.name_source,
    last_names.previous_name,
    last_names.named_on,
    traits.distinctive_traits,
    concat(
        {{ words_for_size('sizes') | indent(8) }},
        coalesce('What sets them apart from all: ' || traits.words || '.', 'They have no distinctive trait.')
    ) as description,
    warnings.warnings,
    segmentations.separation,
    sizes.customer_count,
    {{ ratio('sizes.customer_count', 'sizes.customer_count_of_all') }} as customer_share,
    segmentations.outside_population_count,
    sizes.net_revenue_365d,
    {{ ratio('sizes.net_revenue_365d', 'sizes.net_revenue_365d_of_all') }} as revenue_share,
    playbook.words as archetype_words,
    playbook.message,
    playbook.offer,
    playbook.channel,
    playbook.kpi,
    playbook.service_level,
    playbook.priority,
    cast((select as_of.as_of_date from {{ ref('as_of') }} as as_of) as date) as as_of_date,
    sizes.fit_id
from sizes
inner join {{ ref('segment_names') }} as names
    on sizes.segmentation = names.segmentation
    and sizes.segment_id = names.segment_id
left join last_names
    on sizes.segmentation = last_names.segmentation
    and sizes.segment_id = last_names.segment_id
left join {{ ref('segmentations') }} as segmentations on sizes.segmentation = segmentations.segmentation
left join traits
    on sizes.segmentation = traits.segmentation
    and sizes.segment_id = traits.segment_id
left join warnings
    on sizes.segmentation = warnings.segmentation
    and sizes.segment_id = warnings.segment_id
left join {{ ref('segment_playbook') }} as playbook
    on sizes.segmentation = playbook.segmentation
    and sizes.segment_id = playbook.segment_id
