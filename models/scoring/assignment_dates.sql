select
    dates.as_of_date,
    md5(
        concat(
            max(dates.features_digest),
            '|', coalesce({{ dbt.listagg('fits.fit_id', "','", 'order by fits.segmentation') }}, '')
        )
    ) as digest
from {{ ref('observation_dates') }} as dates
left join {{ ref('scoring_fits') }} as fits on dates.as_of_date = fits.as_of_date
group by dates.as_of_date
