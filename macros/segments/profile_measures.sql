{% macro profile_measures(numbers) %}
{#- The aggregates of a profile, over values v<number>. They are brought to -1..1 by the largest of all,
    m<number>, so that sums are exact decimals, alike in any order of rows, for features of any size.
    Percentiles keep every value in memory, so beyond some customers they are of those that is_sampled. -#}
{%- for number in numbers %}
{%- set value, scaled = 'v' ~ number, '(v' ~ number ~ ' / m' ~ number ~ ')' %}
count({{ value }}) as known_count_{{ number }},
min({{ value }}) as minimum_{{ number }},
max(m{{ number }}) * cast(sum(cast({{ scaled }} as decimal(38, 18))) as double) / nullif(count({{ value }}), 0) as mean_{{ number }},
max(m{{ number }}) * max(m{{ number }})
    * cast(sum(cast({{ scaled }} * {{ scaled }} as decimal(38, 18))) as double) / nullif(count({{ value }}), 0) as mean_square_{{ number }},
{{ percentiles('case when is_sampled then ' ~ value ~ ' end', [0.1, 0.25, 0.5, 0.75, 0.9]) }} as percentiles_{{ number }}{{ ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}
