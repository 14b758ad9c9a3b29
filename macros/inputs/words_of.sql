{% macro words_of(kind) %}
{#- The words of a kind, and their meanings, from the seed vocabulary, as a relation to join. -#}
(select word, meaning from {{ ref('vocabulary') }} where kind = '{{ kind }}')
{%- endmacro %}
