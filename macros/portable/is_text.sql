{% macro is_text(value) %}
{#- Whether a value's type is text. Engines know types when they plan, so a `case` on them costs nothing per row. -#}
typeof({{ value }}) in ('VARCHAR', 'string')
{%- endmacro %}
