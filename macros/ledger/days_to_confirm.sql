{% macro days_to_confirm() -%}
{#- A clear move counts on the third day on which it is seen, or at once where no earlier day was built: most of what is
    undone within two weeks is undone on the next two days (decision 21). -#}
2
{%- endmacro %}
