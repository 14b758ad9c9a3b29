{% macro part_number(column) %}
{#- A number of the part that a model takes, named with the relation: where the model goes part by part it becomes a
    literal, which DuckDB filters by while it reads. Joined, it would filter afterwards and misjudge the sizes. -#}
/* number of the part: */ {{ column }} /* :number of the part */
{%- endmacro %}
