{% macro share_noise(share, count, count_before) %}
{#- Three standard errors of a share's change, in hundredths, if the customers of both days were drawn anew. -#}
300 * sqrt(nullif({{ share }}, 0) * (1 - {{ share }}) * (1.0 / nullif({{ count }}, 0) + 1.0 / nullif({{ count_before }}, 0)))
{%- endmacro %}
