{% macro markdown_row(cells) %}
{#- One row of a Markdown table, with a dash for null. The cells are SQL expressions of text. -#}
concat('| ', {% for cell in cells %}coalesce({{ cell }}, '-'), {% if not loop.last %}' | ', {% endif %}{% endfor %}' |')
{%- endmacro %}
