{% macro kept_rows(input, more=[]) %}
{#- The rows of an input that passed its checks, in the contract's columns; null where not mapped. -#}
select
    {{ (input_contract()[input]['columns'] | list + more) | join(',\n    ') }}
from {{ ref('checked_' ~ input) }}
where rejection_reason is null
{% endmacro %}
