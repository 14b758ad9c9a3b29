{% macro validated_dates() %}
{#- A select in brackets: each date of validation_fits, and what its outcomes are computed from. -#}
(
    select
        dates.as_of_date,
        md5(
            concat(
                max(dates.features_fingerprint),
                '|', max(fits.fit_ids),
                '|', {{ dbt.listagg('months.lines_fingerprint', "','", 'order by months.ordered_month') }},
                '|{{ local_md5(tojson(segmentations(), sort_keys=true)) }}',
                '|{{ model_digest('validation_outcomes') }}'
            )
        ) as outcomes_from
    from {{ ref('observation_dates') }} as dates
    inner join (
        select
            as_of_date,
            {{ dbt.listagg('fit_id', "','", 'order by fit_id') }} as fit_ids
        from {{ ref('validation_fits') }}
        group by as_of_date
    ) as fits on dates.as_of_date = fits.as_of_date
    inner join {{ ref('order_months') }} as months
        on months.ordered_month >= {{ month_of('dates.as_of_date') }}
        and months.ordered_month <= {{ month_of(dbt.dateadd('day', 90, 'dates.as_of_date')) }}
    group by dates.as_of_date
)
{%- endmacro %}
