{% macro built_if_given(needs, materialized='by_part') %}
{#- Configures a model so that it is not built where none of these inputs, or columns of inputs, is mapped: a shop without
    them pays nothing. Models that read it find it empty. -#}
{%- if unmet_needs(needs) | length < needs | length -%}
    {{ config(materialized=materialized) }}
{%- else -%}
    {{ config(materialized='ephemeral', contract={'enforced': false}) }}
{%- endif -%}
{%- endmacro %}
