{% macro confidence_band(margin) %}
{#- Below 0.1 the runner-up fits practically as well. -#}
case
        when {{ margin }} >= 0.3 then 'high'
        when {{ margin }} >= 0.1 then 'medium'
        when {{ margin }} is not null then 'low'
    end
{%- endmacro %}
