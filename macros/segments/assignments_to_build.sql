{% macro assignments_to_build() %}
{#- The observation dates whose assignments this table lacks, or has from other features, fits or declarations. -#}
{{ part_by_part(parts_to_build(scored_dates(), 'as_of_date', wanted='scored_from', kept='built_from')) }}
{%- endmacro %}

{% macro forget_outdated_assignments() %}
{#- What assignments_to_build did not find, or replaced, leaves the table; a post-hook. -#}
{{ forget_outdated_parts(scored_dates(), 'as_of_date', wanted='scored_from', kept='built_from') }}
{%- endmacro %}

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
                '|{{ local_md5(tojson(segmentations(), sort_keys=true)) }}'
            )
        ) as scored_from
    from {{ relation_of('observation_dates') }} as dates
    left join {{ relation_of('scoring_fits') }} as fits on dates.as_of_date = fits.as_of_date
    group by dates.as_of_date
)
{%- endmacro %}
