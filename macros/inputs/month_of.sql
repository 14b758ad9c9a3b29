{% macro month_of(time) %}
{#- The first day of the month of a time; of an unreadable one 0001-01-01, before every month that can be read. -#}
coalesce(cast({{ dbt.date_trunc('month', 'cast(' ~ time ~ ' as ' ~ dbt.type_timestamp() ~ ')') }} as date), cast('0001-01-01' as date))
{%- endmacro %}
