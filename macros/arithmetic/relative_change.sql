{% macro relative_change(now, before) %}
{#- Difference over sum: -1 (all before) to 1 (all now), null where both are 0. A plain quotient has no
    upper end, and none at all after a quiet window. -#}
{{ ratio(now ~ ' - ' ~ before, now ~ ' + ' ~ before) }}
{%- endmacro %}
