{% macro finite(feature) %}case when abs({{ feature }}) < 1e100 then cast({{ feature }} as double) end{% endmacro %}
