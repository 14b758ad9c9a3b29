{% macro scored_dates(relation_of=ref) %}
{#- A select in brackets: each observation date, and what its assignments are computed from. `relation_of` finds
    a model's relation by its name. -#}
(
    select
        dates.as_of_date,
        md5(
            concat(
                max(dates.features_fingerprint),
                '|', coalesce({{ dbt.listagg('fits.fit_id', "','", 'order by fits.segmentation') }}, ''),
                '|{{ local_md5(tojson(segmentations(), sort_keys=true)) }}',
                '|{{ model_digest('segment_assignments') }}'
            )
        ) as scored_from
    from {{ relation_of('observation_dates') }} as dates
    left join {{ relation_of('scoring_fits') }} as fits on dates.as_of_date = fits.as_of_date
    group by dates.as_of_date
)
{%- endmacro %}
