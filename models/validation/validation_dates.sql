with fits as (
    select
        as_of_date,
        {{ dbt.listagg('fit_id', "','", 'order by fit_id') }} as fit_ids
    from {{ ref('validation_fits') }}
    group by as_of_date
)

-- The order months that the 90 days after the date touch.
select
    dates.as_of_date,
    md5(
        concat(
            max(dates.features_digest),
            '|', max(fits.fit_ids),
            '|', {{ dbt.listagg('months.lines_digest', "','", 'order by months.ordered_month') }}
        )
    ) as digest
from {{ ref('observation_dates') }} as dates
inner join fits on dates.as_of_date = fits.as_of_date
inner join {{ ref('order_months') }} as months
    on months.ordered_month >= {{ month_of('dates.as_of_date') }}
    and months.ordered_month <= {{ month_of(dbt.dateadd('day', 90, 'dates.as_of_date')) }}
group by dates.as_of_date
