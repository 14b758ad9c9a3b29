{% macro has_fraction(value) %}
{#- Whether a value's type is a number that can have a fraction. -#}
(lower(typeof({{ value }})) in ('double', 'float') or lower(typeof({{ value }})) like 'decimal%')
{%- endmacro %}
