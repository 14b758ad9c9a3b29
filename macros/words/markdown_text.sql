{% macro markdown_text(text) %}
{#- Text that people wrote, for one line or table cell of Markdown: line ends become spaces, and what
    Markdown would read as a table, code, a link, HTML or a heading gets a backslash. Underscores stay:
    inside a name they mean nothing, and names are full of them. The backslash goes first. -#}
{%- set marked = namespace(text=text) -%}
{%- for code in [13, 10, 9] -%}
    {%- set marked.text = 'replace(' ~ marked.text ~ ', chr(' ~ code ~ "), ' ')" -%}
{%- endfor -%}
{%- for character in ['chr(92)', "'|'", "'`'", "'*'", "'~'", "'#'", "'['", "']'", "'<'", "'>'"] -%}
    {%- set marked.text = 'replace(' ~ marked.text ~ ', ' ~ character ~ ', concat(chr(92), ' ~ character ~ '))' -%}
{%- endfor -%}
{{ marked.text }}
{%- endmacro %}
