{% set text = dbt.type_string() %}
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
    cast({{ text_literal(meta.words.high) if meta.words else 'null' }} as {{ text }}) as high_label,
    cast({{ text_literal(meta.words.low) if meta.words else 'null' }} as {{ text }}) as low_label,
    {{ text_literal(feature.description.rstrip('.')) }} as meaning
{{ 'union all' if not loop.last }}
{%- else %}
-- dbt has no graph while it parses.
select cast(null as {{ text }}) as feature
{%- endfor %}
