{% set sections = [
    'brief_sizes', 'brief_traits', 'brief_attributes', 'brief_centers', 'brief_rules', 'brief_certainty', 'brief_actions',
    'brief_agendas'
] %}

with sections as (
    {%- for section in sections %}
    select
        segmentation,
        segment_id,
        {{ loop.index }} as section_number,
        section
    from {{ ref(section) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

briefs as (
    select
        segmentation,
        segment_id,
        {{ dbt.listagg('section', 'concat(chr(10), chr(10))', 'order by section_number') }} as brief
    from sections
    group by segmentation, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    segments.segment_name,
    briefs.brief
from {{ ref('segments') }} as segments
left join briefs
    on segments.segmentation = briefs.segmentation
    and segments.segment_id = briefs.segment_id
