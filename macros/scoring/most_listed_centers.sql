{% macro most_listed_centers() %}{{ return(adapter.dispatch('most_listed_centers')()) }}{% endmacro %}

{% macro default__most_listed_centers() %}{{ return(1000) }}{% endmacro %}

{% macro spark__most_listed_centers() %}
{#- Spark's optimizer writes out every product wherever it is used: a tree's hundred do not fit in 3 GB. -#}
{{ return(20) }}
{% endmacro %}
