{% macro markdown_text(text) %}
{#- Text that people wrote, escaped for one line or table cell of Markdown. Line ends become spaces; characters that
    would start a table cell, code, a link, HTML or a heading get a backslash. The backslash itself is escaped first.
    Underscores are not escaped: inside a name they have no effect, and names are full of them. -#}
{%- set marked = namespace(text=text) -%}
{%- for code in [13, 10, 9] -%}
    {%- set marked.text = 'replace(' ~ marked.text ~ ', chr(' ~ code ~ "), ' ')" -%}
{%- endfor -%}
{%- for character in ['chr(92)', "'|'", "'`'", "'*'", "'~'", "'#'", "'['", "']'", "'<'", "'>'"] -%}
    {%- set marked.text = 'replace(' ~ marked.text ~ ', ' ~ character ~ ', concat(chr(92), ' ~ character ~ '))' -%}
{%- endfor -%}
{{ marked.text }}
{%- endmacro %}
