{% macro ordered_sum(value, order) %}
{#- An aggregate: the sum of doubles, added in the order of other values that are unique in the group, so the result is
    the same to the last bit. -#}
{{ adapter.dispatch('ordered_sum')(value, order) }}
{%- endmacro %}

{% macro duckdb__ordered_sum(value, order) %}sum({{ value }} order by {{ order | join(', ') }}){% endmacro %}

{% macro spark__ordered_sum(value, order) -%}
aggregate(
    array_sort(collect_list(struct({{ order | join(', ') }}, cast({{ value }} as double) as summand))),
    cast(0 as double), (total, item) -> total + item.summand
)
{%- endmacro %}
