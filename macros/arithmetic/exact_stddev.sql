{% macro exact_stddev(value) %}
{#- Population standard deviation from exact sums, null with fewer than two values. The engines' own function adds
    doubles in the order in which threads deliver them, so its last bits differ from run to run. -#}
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
