-- noqa: disable=LT02
{% set state = built_before('segment_state') %}
{% set changes = built_before('segment_changes') %}
{% set builds = built_before('builds') %}

{%- if state and changes and builds %}
-- Days after the last published one were written by a build that failed. So was a day whose moves are not all in the
-- ledger, and all days of a classification of which it has nothing.
with states as (
    select
        classification,
        observed_on,
        max(fit_id) as fit_id,
        max(settings_digest) as settings_digest,
        count(move) as move_count,
        count(segment) as customer_count
    from {{ state }}
    where observed_on <= (select max(builds.as_of_date) from {{ builds }} as builds)
    group by classification, observed_on
),

changes as (
    select
        classification,
        observed_on,
        count(*) as move_count
    from {{ changes }}
    group by classification, observed_on
)

select
    states.classification,
    states.observed_on,
    states.fit_id,
    states.settings_digest
from states
left join changes
    on states.classification = changes.classification
    and states.observed_on = changes.observed_on
where states.move_count = coalesce(changes.move_count, 0)
    and (
        states.customer_count = 0
        or states.classification in (select changes.classification from changes)
    )
{%- else %}
select
    cast(null as {{ dbt.type_string() }}) as classification,
    cast(null as date) as observed_on,
    cast(null as {{ dbt.type_string() }}) as fit_id,
    cast(null as {{ dbt.type_string() }}) as settings_digest
where 1 = 0
{%- endif %}
