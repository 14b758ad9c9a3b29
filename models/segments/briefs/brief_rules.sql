{{ config(materialized='ephemeral') }}

{% set filled_feature = 'coalesce\(([a-z0-9_]+), [^)]*\)' %}

-- The segment's largest rules. Rules that read a personal attribute are left out.
with rules as (
    select
        rules.fit_id,
        rules.segment_id,
        rules.rule_number,
        concat(
            '- ', {{ markdown_code(first_group_of_matches('rules.condition', filled_feature)) }}, ': ',
            {{ readable_number('rules.customer_count') | indent(12) }}, ' customers, ',
            {{ readable_share('rules.precision') | indent(12) }}, ' of them in this segment'
        ) as line,
        row_number() over (partition by rules.fit_id, rules.segment_id order by rules.rule_number) as place
    from {{ ref('segment_rules') }} as rules
    where not {{ names_sensitive_feature('rules.condition') | indent(4) }}
),

lists as (
    select
        fit_id,
        segment_id,
        {{ dbt.listagg('line', 'chr(10)', 'order by rule_number') }} as list_of_rules
    from rules
    where place <= 3
    group by fit_id, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(
        chr(10),
        '## How to tell them',
        '',
        'The largest rules of a small decision tree that restates the segmentation, with the customers of the sample'
        || ' whom they meet. Scoring goes by distance, not by these rules.',
        '',
        coalesce(lists.list_of_rules, 'No rule is shown for it.')
    ) as section
from {{ ref('segments') }} as segments
left join lists
    on segments.fit_id = lists.fit_id
    and segments.segment_id = lists.segment_id
