{% macro more_or_less(change, more='more', less='less') %}
{#- Which way a change goes, in a word. -#}
case when {{ change }} < 0 then '{{ less }}' else '{{ more }}' end
{%- endmacro %}

{% macro date_text(day) %}
{#- A date as text, 2024-12-31. -#}
cast({{ day }} as {{ dbt.type_string() }})
{%- endmacro %}
