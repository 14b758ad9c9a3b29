{% macro histories_to_build() %}
{#- The months that this table lacks, or has from other order lines of the months up to them. -#}
{{ parts_to_build(ref('order_months'), 'ordered_month', wanted='history_fingerprint', kept='history_fingerprint') }}
{%- endmacro %}
