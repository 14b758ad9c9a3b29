{% macro sparkpy__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
{#- Spark 4 has listagg with an order; dbt-spark, which serves 3.x too, has it without. -#}
{%- if limit_num -%}
    {{ exceptions.raise_compiler_error('listagg: limit_num is not supported on Spark; leave it out.') }}
{%- endif -%}
listagg({{ measure }}, {{ delimiter_text }})
{%- if order_by_clause %} within group ({{ order_by_clause }}){% endif -%}
{%- endmacro %}
