{% macro decay_weight(days_ago, family) %}
{#- What an event of some days ago counts for a family's decayed counts: 1 on the day, half after every half-life of the
    var half_life_days. A decimal, so that sums do not depend on the order in which they are added. -#}
cast(power(cast(0.5 as double), cast({{ days_ago }} as double) / {{ half_life_days(family) }}) as decimal(7, 6))
{%- endmacro %}

{% macro half_life_days(family) %}
{%- set given = var('half_life_days') -%}
{%- set families = ['web', 'email', 'campaign', 'review', 'usage'] -%}
{%- do check_settings('half_life_days', given, families) -%}
{%- set days = given.get(family) -%}
{%- if not is_whole(days, 1) or days > 3650 -%}
    {{ config_error('half_life_days.' ~ family, days, 'is not a whole number of days from 1 to 3650') }}
{%- endif -%}
{{ return(days) }}
{% endmacro %}
