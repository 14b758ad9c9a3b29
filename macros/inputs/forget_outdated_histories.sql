{% macro forget_outdated_histories() %}
{#- What histories_to_build did not find, or replaced, leaves the table; a post-hook. -#}
{{ forget_outdated_parts(ref('order_months'), 'ordered_month', wanted='history_fingerprint', kept='history_fingerprint') }}
{%- endmacro %}
