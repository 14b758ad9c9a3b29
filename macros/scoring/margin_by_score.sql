{% macro margin_by_score(intercept, other_intercept, penalty, other_penalty, distance, other_distance) -%}
case
        when {{ intercept }} = {{ other_intercept }} then ({{ other_distance }} - {{ distance }}) / nullif({{ other_distance }}, 0)
        else 1 - exp(({{ penalty }} - {{ other_penalty }}) / 2)
    end
{%- endmacro %}
