{% macro exact_stddev(value) %}
{#- Population standard deviation from exact sums: the engines' own stddev adds doubles in whatever
    order the threads deliver them, so its last bits differ from run to run. -#}
sqrt(
    greatest(
        cast({{ total_of_squares(value) }} as double) / count({{ value }})
        - power(cast(sum(cast({{ value }} as decimal(38, 8))) as double) / count({{ value }}), 2),
        0
    )
)
{%- endmacro %}
