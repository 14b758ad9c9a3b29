{% macro steps_as_double(total) %}cast({{ total }} as double) / 4503599627370496{% endmacro %}
