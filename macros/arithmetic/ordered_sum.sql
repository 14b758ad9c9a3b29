{% macro ordered_sum(value, order) %}
{#- An aggregate: the sum of doubles in the order of other values, unique in the group, so that it is the same to
    the last bit in any order of rows. -#}
{{ adapter.dispatch('ordered_sum')(value, order) }}
{%- endmacro %}

{% macro duckdb__ordered_sum(value, order) %}sum({{ value }} order by {{ order | join(', ') }}){% endmacro %}

{% macro spark__ordered_sum(value, order) -%}
aggregate(
    array_sort(collect_list(struct({{ order | join(', ') }}, cast({{ value }} as double) as summand))),
    cast(0 as double), (total, item) -> total + item.summand
)
{%- endmacro %}
