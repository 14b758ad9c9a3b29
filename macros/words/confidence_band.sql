{% macro confidence_band(margin) %}
{#- In words for people: below 0.1 the next segment fits as well for all that matters. -#}
case
        when {{ margin }} >= 0.3 then 'high'
        when {{ margin }} >= 0.1 then 'medium'
        when {{ margin }} is not null then 'low'
    end
{%- endmacro %}
