{% macro given_as_json(features) %}
{#- A select of feature and value, both text, from a JSON object or what becomes one: a row or a map. Anything else, and
    a feature given twice, stops the query. -#}
{{ adapter.dispatch('given_as_json')(features) }}
{%- endmacro %}

{% macro duckdb__given_as_json(features) -%}
{#- A blob would be read by its escapes. -#}
{%- set given = 'try_cast(case when typeof(' ~ features ~ ") <> 'BLOB' then " ~ features ~ ' end as json)' -%}
select
    pair.key as feature,
    pair.value as value
from (
    select unnest(map_entries(from_json({{ whole_object("json_type(object) is distinct from 'OBJECT'", 'len(json_keys(object)) > len(list_distinct(json_keys(object)))') }}, '"MAP(VARCHAR, VARCHAR)"'))) as pair
    from (select {{ given }} as object) as objects
) as pairs
{%- endmacro %}

{% macro spark__given_as_json(features) -%}
select
    feature,
    value
from (
    select explode(from_json({{ whole_object('json_object_keys(object) is null', 'size(json_object_keys(object)) > size(array_distinct(json_object_keys(object)))') }}, 'map<string, string>')) as (feature, value)
    from (select {{ features }} as object) as objects
) as pairs
{%- endmacro %}

{% macro whole_object(is_none, is_twice) -%}
{#- The column `object`, if it is one and names no feature twice. -#}
case
    when {{ is_none }}
        then {{ raise_in_query("'score_customer: give one object of features, such as {\"recency_days\": 3}; what is given is none.'") }}
    when {{ is_twice }} then {{ raise_in_query("'score_customer: a feature is given twice; give each once.'") }}
    else object
end
{%- endmacro %}
