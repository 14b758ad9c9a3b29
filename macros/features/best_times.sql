{% macro best_times(relation, keys, enough) %}
{#- Select per group of keys of a relation of events: the channel, weekday and hour of most events, with how many events
    tell it. Null where fewer than `enough` do, or where no two agree. A tie goes to the first. -#}
{%- set by = keys | join(', ') -%}
with given_events as (
    select * from {{ relation }}
),

{%- for value in ['channel', 'weekday', 'hour_of_day'] %}
{{ value }}_counts as (
    select
        {{ by }},
        {{ value }},
        sum(event_count) as event_count
    from given_events
    where {{ value }} is not null
    group by {{ by }}, {{ value }}
),

{{ value }}_ranked as (
    select
        *,
        sum(event_count) over (partition by {{ by }}) as known_count,
        row_number() over (partition by {{ by }} order by event_count desc, {{ value }} asc) as value_rank
    from {{ value }}_counts
),
{% endfor %}
totals as (
    select
        {{ by }},
        sum(event_count) as event_count
    from given_events
    group by {{ by }}
)

select
    {%- for key in keys %}
    totals.{{ key }},
    {%- endfor %}
    {%- for value, type in {'channel': dbt.type_string(), 'weekday': 'bigint', 'hour_of_day': 'bigint'}.items() %}
    cast(
        case
            when {{ value }}_ranked.known_count >= {{ enough }} and {{ value }}_ranked.event_count >= 2
                then {{ value }}_ranked.{{ value }}
        end as {{ type }}
    ) as best_{{ value }},
    cast(coalesce({{ value }}_ranked.known_count, 0) as bigint) as {{ value }}_event_count,
    {%- endfor %}
    cast(totals.event_count as bigint) as event_count
from totals
{%- for value in ['channel', 'weekday', 'hour_of_day'] %}
left join {{ value }}_ranked
    on {{ value }}_ranked.value_rank = 1
    {%- for key in keys %}
    and totals.{{ key }} = {{ value }}_ranked.{{ key }}
    {%- endfor %}
{%- endfor %}
{%- endmacro %}
