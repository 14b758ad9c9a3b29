{% macro given_as_json(features) %}
{#- A select of feature and value, both text, from a JSON object or what becomes one: a row or a map. -#}
{{ adapter.dispatch('given_as_json')(features) }}
{%- endmacro %}

{% macro duckdb__given_as_json(features) -%}
select
    pair.key as feature,
    pair.value as value
from (
    select unnest(map_entries(from_json(cast({{ features }} as json), '"MAP(VARCHAR, VARCHAR)"'))) as pair
) as pairs
{%- endmacro %}

{% macro spark__given_as_json(features) -%}
select
    feature,
    value
from (
    select explode(from_json({{ features }}, 'map<string, string>')) as (feature, value)
) as pairs
{%- endmacro %}
