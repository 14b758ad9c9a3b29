{% macro markdown_code(text) %}
{#- A name or condition as a code span of Markdown. Nothing inside needs a backslash; characters that would end the span
    or the line are replaced. -#}
concat('`', replace(replace(replace({{ text }}, '`', chr(39)), chr(13), ' '), chr(10), ' '), '`')
{%- endmacro %}
