{{ config(materialized='ephemeral') }}

with warnings as (
    select
        segmentation,
        segment_id,
        {{ dbt.listagg("concat('- ', " ~ markdown_text('sentence') ~ ")", 'chr(10)', 'order by warning_rank') }}
            as warnings
    from {{ ref('segment_warnings') }}
    group by segmentation, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(
        chr(10),
        '## Warnings',
        '',
        coalesce(warnings.warnings, 'None.'),
        '',
        '## Playbook',
        '',
        {%- for label, column in {
            'Message': 'message', 'Offer': 'offer', 'Channel': 'channel', 'KPI': 'kpi',
            'Service level': 'service_level'
        }.items() %}
        '- {{ label }}: ' || {{ markdown_text('segments.' ~ column) }},
        {%- endfor %}
        '- Priority: ' || segments.priority || ' (1 is first)'
    ) as section
from {{ ref('segments') }} as segments
left join warnings
    on segments.segmentation = warnings.segmentation
    and segments.segment_id = warnings.segment_id
