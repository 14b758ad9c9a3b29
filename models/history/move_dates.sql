-- noqa: disable=LT02
-- What the moves of a period are computed from: the ledger of its days, and the data behind its revenue. Days of the
-- ledger are never changed, but the build's own may be built again.
with changes as (
    select
        changes.observed_on,
        count(*) as change_count,
        {{ rows_fingerprint(
            'case when changes.observed_on = as_of.as_of_date then concat(changes.change_id, changes.to_segment) end'
        ) }} as fingerprint
    from {{ ref('segment_changes') }} as changes
    cross join {{ ref('as_of') }} as as_of
    group by changes.observed_on
),

counted as (
    select
        periods.as_of_date,
        sum(changes.change_count) as change_count,
        sum(changes.fingerprint) as fingerprint
    from {{ ref('periods') }} as periods
    left join changes on periods.as_of_date >= changes.observed_on
    group by periods.as_of_date
)

select
    dates.as_of_date,
    md5(concat(
        dates.features_digest, '|', coalesce(counted.change_count, 0), '|', coalesce(counted.fingerprint, 0), '|',
        coalesce(periods.previous_as_of_date, dates.as_of_date)
    )) as digest
from {{ ref('observation_dates') }} as dates
inner join counted on dates.as_of_date = counted.as_of_date
inner join {{ ref('periods') }} as periods on dates.as_of_date = periods.as_of_date
