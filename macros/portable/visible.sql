{% macro visible(text) %}
{#- Text without spaces around it and without characters that nobody sees: zero-width spaces and joiners, marks of
    direction, soft hyphens and the mark of byte order. -#}
trim(translate({{ text }}, concat(
    {%- for code in [9, 10, 13, 160, 173, 8203, 8204, 8205, 8206, 8207, 8234, 8236, 8239, 8288, 65279] -%}
    {{ character(code) }}{{ ', ' if not loop.last }}
    {%- endfor -%}
), ''))
{%- endmacro %}

{% macro character(code) %}{{ adapter.dispatch('character')(code) }}{% endmacro %}

{% macro default__character(code) %}chr({{ code }}){% endmacro %}

{% macro spark__character(code) %}'{{ '\\u%04x' % code }}'{% endmacro %}
