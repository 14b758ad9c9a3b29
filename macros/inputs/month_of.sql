{% macro month_of(time) %}
{#- The first day of a time's month. A time that cannot be read gives 0001-01-01, which is before every readable
    month. -#}
coalesce(cast({{ dbt.date_trunc('month', 'cast(' ~ time ~ ' as ' ~ dbt.type_timestamp() ~ ')') }} as date), cast('0001-01-01' as date))
{%- endmacro %}
