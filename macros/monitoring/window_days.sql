{% macro window_days(time_window) %}
{#- Days that a feature looks back, from its window in the catalogue: 365 for "365 days". Features of the customer's
    whole history count as 365, and those of the day itself, such as attributes, as 1. -#}
case
    when {{ time_window }} = 'now' then 1
    else coalesce(try_cast(replace({{ time_window }}, ' days', '') as bigint), 365)
end
{%- endmacro %}
