{% macro most_listed_centers() %}{{ return(adapter.dispatch('most_listed_centers')()) }}{% endmacro %}

{% macro default__most_listed_centers() %}{{ return(1000) }}{% endmacro %}

{% macro spark__most_listed_centers() %}
{#- Spark's optimizer repeats every product wherever it is used, so the plan for the hundred centers of a tree does not
    fit in 3 GB. -#}
{{ return(20) }}
{% endmacro %}
