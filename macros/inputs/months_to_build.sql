{% macro months_to_build() %}
{#- The months whose order lines this table lacks, or has from other lines, products, settings or code. -#}
{{ parts_to_build(ref('order_months'), 'ordered_month', wanted='lines_fingerprint', kept='lines_fingerprint') }}
{%- endmacro %}
