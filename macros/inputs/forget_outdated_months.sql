{% macro forget_outdated_months(wanted='lines_fingerprint') %}
{#- What months_to_build did not find, or replaced, leaves the table; a post-hook. -#}
{{ forget_outdated_parts(ref('order_months'), 'ordered_month', wanted, kept=wanted) }}
{%- endmacro %}
