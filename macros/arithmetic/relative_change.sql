{% macro relative_change(now, before) %}
{#- Difference over sum: -1 (all before) to 1 (all now), null if both are 0. A plain quotient has no upper limit, and is
    undefined after a period without events. -#}
{{ ratio(now ~ ' - ' ~ before, now ~ ' + ' ~ before) }}
{%- endmacro %}
