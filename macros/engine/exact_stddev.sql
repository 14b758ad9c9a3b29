{% macro exact_stddev(value) %}
{#- Population standard deviation from exact decimal sums: the engines' own stddev adds doubles in
    whatever order the threads deliver them, so its last bits differ from run to run. -#}
sqrt(
    greatest(
        cast(sum(cast({{ value }} * {{ value }} as decimal(38, 8))) as double) / count({{ value }})
        - power(cast(sum(cast({{ value }} as decimal(38, 8))) as double) / count({{ value }}), 2),
        0
    )
)
{%- endmacro %}
