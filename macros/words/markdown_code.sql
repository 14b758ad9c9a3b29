{% macro markdown_code(text) %}
{#- A name or condition as a code span of Markdown, in which nothing needs a backslash; what would end the
    span or the line is replaced. -#}
concat('`', replace(replace(replace({{ text }}, '`', chr(39)), chr(13), ' '), chr(10), ' '), '`')
{%- endmacro %}
