{% macro erased_hash(customer_id) -%}
{#- What the list of erased customers holds in place of an id. The list has one salt. -#}
md5(concat((select max(listed.salt) from {{ ref('erased_customers') }} as listed), {{ customer_id }}))
{%- endmacro %}
