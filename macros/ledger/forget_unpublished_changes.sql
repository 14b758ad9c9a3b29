{% macro forget_unpublished_changes(ledger) -%}
{%- if execute and load_cached_relation(ledger) -%}
{{ forget_unpublished(ledger) }}
{%- endif -%}
{%- endmacro %}
