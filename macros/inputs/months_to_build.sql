{% macro months_to_build(wanted='lines_fingerprint') %}
{#- The months whose order lines this table lacks, or has from other lines, products, settings or code; by
    history_fingerprint the same of all months up to one. -#}
{{ parts_to_build(ref('order_months'), 'ordered_month', wanted, kept=wanted) }}
{%- endmacro %}
