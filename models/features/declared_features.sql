{{ config(materialized='ephemeral') }}

{% set text = dbt.type_string() %}
with declared as (
    {%- for feature in features() %}
    {%- set meta = feature.meta %}
    select
        {{ text_literal(feature.name) }} as feature,
        cast({{ loop.index }} as bigint) as feature_number,
        {{ text_literal(feature.family) }} as family,
        {{ feature.is_numeric | lower }} as is_numeric,
        cast({{ text_literal(meta.unit) if meta.unit else 'null' }} as {{ text }}) as unit,
        {{ text_literal(meta.window) }} as time_window,
        {{ text_literal(meta.get('transform', 'none')) }} as default_transform,
        cast({{ meta.get('absent', 'null') }} as double) as value_if_absent,
        cast({{ meta.get('more_is_better', 'null') | lower }} as boolean) as more_is_better,
        {{ meta.get('signed', false) | lower }} as is_signed,
        {{ meta.get('sensitive', false) | lower }} as is_sensitive,
        {{ feature.is_given | lower }} as is_given,
        cast({{ text_literal(meta.words.high) if meta.words else 'null' }} as {{ text }}) as high_label,
        cast({{ text_literal(meta.words.low) if meta.words else 'null' }} as {{ text }}) as low_label,
        {{ text_literal(feature.description.rstrip('.')) }} as meaning
    {{ 'union all' if not loop.last }}
    {%- else %}
    -- While dbt parses it has no graph, so there are no features to list.
    select cast(null as {{ text }}) as feature
    {%- endfor %}
)

select
    declared.feature,
    declared.feature_number,
    declared.family,
    declared.is_numeric,
    declared.unit,
    declared.time_window,
    declared.default_transform,
    declared.value_if_absent,
    declared.more_is_better,
    declared.is_signed,
    declared.is_sensitive,
    declared.is_given,
    {%- for label in ['high_label', 'low_label'] %}
    case
        when declared.{{ label }} not like '%{category}%' then declared.{{ label }}
        else replace(declared.{{ label }}, '{category}', lower(largest.category))
    end as {{ label }},
    {%- endfor %}
    -- A shop may have fewer categories than there are numbered features.
    case
        when declared.meaning not like '%{category}%' then declared.meaning
        else coalesce(
            replace(declared.meaning, '{category}', largest.category),
            'Number without a category in this shop; 0 for every customer with a known category'
        )
    end as meaning
from declared
left join {{ ref('largest_categories') }} as largest
    on declared.feature = concat('category_', largest.category_group, '_share_365d')
