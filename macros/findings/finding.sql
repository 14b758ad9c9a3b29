{% macro finding(kind, row_count, of='cast(null as bigint)', input='order_lines', subject='', revenue=none, details=none, customers=none) %}
{#- The columns of a finding, for a select from where it was counted. `of` is the whole that it is a share of. -#}
'{{ input }}' as input,
    '{{ kind }}' as kind,
    '{{ subject }}' as subject,
    {{ row_count }} as row_count,
    {{ customers or 'cast(null as bigint)' }} as customer_count,
    {{ revenue or 'cast(null as decimal(38, 4))' }} as revenue,
    {{ of }} as base_count,
    {{ details or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as details
{%- endmacro %}
