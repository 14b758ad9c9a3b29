{% set asked = [var('refit')] if var('refit') is string else var('refit') or [] %}

with declared as (
    {%- for spec in segmentations() %}
    select
        '{{ spec.name }}' as segmentation,
        {{ text_literal(spec.description) }} as description,
        '{{ spec.algorithm }}' as algorithm,
        cast({{ spec.segments.min }} as bigint) as minimum_segments,
        cast({{ spec.segments.max }} as bigint) as maximum_segments,
        {{ text_literal(spec.population) }} as population,
        '{{ spec.scaling }}' as scaling,
        cast({{ spec.refit_every_days }} as bigint) as refit_every_days,
        cast({{ spec.fit_sample_size }} as bigint) as fit_sample_size,
        cast({{ spec.seed }} as bigint) as seed,
        cast({{ spec.minimum_share }} as double) as minimum_share,
        cast({{ 'true' if spec.name in asked else 'false' }} as boolean) as is_refit_asked
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

features as (
    select
        segmentation,
        {{ dbt.listagg("concat(feature, ':', transform)", "','", "order by feature_position") }} as features
    from {{ ref('segmentation_features') }}
    group by segmentation
)

select
    declared.*,
    features.features,
    -- Whatever changes what a fit would find is in the digest; the description and the cadence are not.
    md5(
        concat(
            declared.algorithm, '|', cast(declared.minimum_segments as {{ dbt.type_string() }}), '|',
            cast(declared.maximum_segments as {{ dbt.type_string() }}), '|', declared.population, '|',
            declared.scaling, '|', cast(declared.fit_sample_size as {{ dbt.type_string() }}), '|',
            cast(declared.seed as {{ dbt.type_string() }}), '|',
            cast(declared.minimum_share as {{ dbt.type_string() }}), '|', features.features, '|',
            '{{ local_md5(tojson([mapped_columns(), var("lifecycle"), var("category_groups")], sort_keys=true)) }}'
        )
    ) as spec_hash
from declared
inner join features on declared.segmentation = features.segmentation
