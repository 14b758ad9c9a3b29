{% macro forget_outdated_months() %}
{#- What months_to_build did not find, or replaced, leaves the table; a post-hook. -#}
{{ forget_outdated_parts(ref('order_months'), 'ordered_month', wanted='lines_fingerprint', kept='lines_fingerprint') }}
{%- endmacro %}
