{% macro read_as(value, type) %}
{#- One source value cast to a contract type, or null if the cast fails. `readable` checks the result. -#}
{%- if type == 'string' -%}
    cast({{ value }} as {{ dbt.type_string() }})
{%- else -%}
    try_cast({{ value }} as {{ contract_type(type) }})
{%- endif -%}
{% endmacro %}
