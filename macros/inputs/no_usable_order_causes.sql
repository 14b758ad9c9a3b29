{% macro no_usable_order_causes(required) %}
{#- The concat arguments that say how many rows lack each required column. -#}
{%- for column in required %}, '{{ ', ' if not loop.first }}{{ column }} ', cast(unreadable.{{ column }}_nulls as {{ dbt.type_string() }})
{%- endfor -%}
{% endmacro %}
