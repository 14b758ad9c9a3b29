{% macro is_part_month(month) %}
{#- True if a row belongs to the month being computed. -#}
{{ adapter.dispatch('is_part_month')(month) }}
{%- endmacro %}

{% macro default__is_part_month(month) %}{{ month }} = {{ part_month() }}{% endmacro %}

{#- On Spark a row may belong to any of the months being computed, which are computed together: every insert is a job of
    its own, and a year of small months would take minutes. -#}
{% macro spark__is_part_month(month) %}
{%- if config.get('materialized') == 'ephemeral' -%}
1 = 0
{%- elif model.resource_type == 'unit_test' -%}
{{ default__is_part_month(month) }}
{%- else -%}
{{ month }} in (select due.{{ config.get('key') }} from {{ due_parts() }} as due)
{%- endif -%}
{% endmacro %}
