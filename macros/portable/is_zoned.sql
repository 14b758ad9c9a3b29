{% macro is_zoned(value) %}
{#- Whether a value's type is a time with a zone: an instant, which different clocks show differently. -#}
typeof({{ value }}) in ('{{ zoned_types() | join("', '") }}')
{%- endmacro %}

{% macro zoned_types() %}{{ return(adapter.dispatch('zoned_types')()) }}{% endmacro %}

{% macro default__zoned_types() %}{{ return(['timestamp', 'TIMESTAMP']) }}{% endmacro %}

{% macro duckdb__zoned_types() %}{{ return(['TIMESTAMP WITH TIME ZONE']) }}{% endmacro %}
