{% macro element(array, position) %}{{ adapter.dispatch('element')(array, position) }}{% endmacro %}

{% macro duckdb__element(array, position) %}{{ array }}[{{ position }}]{% endmacro %}

{% macro spark__element(array, position) %}try_element_at({{ array }}, cast({{ position }} as int)){% endmacro %}
