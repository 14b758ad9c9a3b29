{% macro is_part_month(month) %}
{#- Whether a row belongs to the month that is being computed. -#}
{{ adapter.dispatch('is_part_month')(month) }}
{%- endmacro %}

{% macro default__is_part_month(month) %}{{ month }} = {{ part_month() }}{% endmacro %}

{#- To one of the months: every insert is a job of its own, and a year of small months takes minutes. -#}
{% macro spark__is_part_month(month) %}{{ month }} in (select due.ordered_month from {{ due_parts() }} as due){% endmacro %}
