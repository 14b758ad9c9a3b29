{% macro exact_stddev(value) %}
{#- Population standard deviation from exact sums, null for fewer than two values. The engines' own adds
    doubles in whatever order the threads deliver them, so its last bits differ from run to run. -#}
case
    when count({{ value }}) < 2 then null
    when min({{ value }}) = max({{ value }}) then 0
    else
        sqrt(
            greatest(
                cast({{ total_of_squares(value) }} as double) / count({{ value }})
                - power(cast(sum({{ value }}) as double) / count({{ value }}), 2),
                0
            )
        )
end
{%- endmacro %}
