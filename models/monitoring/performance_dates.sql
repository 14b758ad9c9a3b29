-- noqa: disable=LT02
{% set beside = 'over (order by periods.as_of_date)' %}
-- A period is compared with those beside it, so its part depends on their data too.
select
    periods.as_of_date,
    periods.previous_as_of_date,
    periods.starts_on,
    periods.is_whole_month,
    lag(periods.starts_on) {{ beside }} as before_starts_on,
    case when lead(periods.is_whole_month) {{ beside }} then lead(periods.as_of_date) {{ beside }} end as after_ends_on,
    md5(concat(
        dates.digest,
        '|', coalesce(lag(dates.digest) {{ beside }}, ''),
        '|', coalesce(case when lead(periods.is_whole_month) {{ beside }} then lead(dates.digest) {{ beside }} end, '')
    )) as digest
from {{ ref('periods') }} as periods
inner join {{ ref('assignment_dates') }} as dates on periods.as_of_date = dates.as_of_date
