-- noqa: disable=ST03
-- Without a segmentation that compares category groups, known_groups is not used.
{% set asked = refits_asked() %}
{% set group_features = category_groups() | map(attribute='feature') | list %}
{% set no_groups = "categories in groups, and the seed category_groups has none of the shop's;"
    ~ " list your own there, or set the var category_groups to null to compare the largest categories" %}

with known_groups as (
    select days.category
    from {{ ref('customer_category_days') }} as days
    inner join {{ ref('largest_categories' if var('category_groups') is none else 'category_groups') }} as groups
        on days.category = groups.category
),

declared as (
    {%- for spec in segmentations() %}
    select
        '{{ spec.name }}' as segmentation,
        {{ text_literal(spec.description) }} as description,
        '{{ spec.algorithm }}' as algorithm,
        cast({{ spec.segments.min or 'null' }} as bigint) as minimum_segments,
        cast({{ spec.segments.max or 'null' }} as bigint) as maximum_segments,
        {{ text_literal(spec.population) }} as population,
        '{{ spec.scaling }}' as scaling,
        cast({{ spec.reduce.pca or 'null' }} as double) as reduce_pca,
        '{{ spec.covariance }}' as covariance,
        cast({{ spec.refit_every_days }} as bigint) as refit_every_days,
        cast({{ 'true' if spec.refit_on_drift else 'false' }} as boolean) as refit_on_drift,
        cast({{ spec.fit_sample_size }} as bigint) as fit_sample_size,
        cast({{ spec.seed }} as bigint) as seed,
        cast({{ spec.minimum_share }} as double) as minimum_share,
        cast({{ spec.minimum_stability }} as double) as minimum_stability,
        cast({{ spec.outlier_quantile }} as double) as outlier_quantile,
        cast({{ spec.micro_segments.target_size or 'null' }} as bigint) as micro_target_size,
        cast({{ spec.micro_segments.minimum_size or 'null' }} as bigint) as micro_minimum_size,
        '{{ local_md5(tojson(what_a_fit_depends_on(spec), sort_keys=true)) }}' as declaration_digest,
        {%- if spec.unmet_needs %}
        {{ text_literal(spec.unmet_needs | join(', ') ~ ', not mapped in the var inputs') }} as unmet_needs,
        {%- elif spec.features | select('in', group_features) | list %}
        case when not exists (select 1 from known_groups) then {{ text_literal(no_groups) }} end as unmet_needs,
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as unmet_needs,
        {%- endif %}
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
    declared.segmentation,
    declared.description,
    declared.algorithm,
    declared.minimum_segments,
    declared.maximum_segments,
    declared.population,
    declared.scaling,
    declared.reduce_pca,
    declared.covariance,
    declared.refit_every_days,
    declared.refit_on_drift,
    declared.fit_sample_size,
    declared.seed,
    declared.minimum_share,
    declared.minimum_stability,
    declared.outlier_quantile,
    declared.micro_target_size,
    declared.micro_minimum_size,
    declared.unmet_needs,
    declared.is_refit_asked,
    features.features,
    -- The digest covers every setting that changes the result of a fit, but not the description and the refit interval.
    md5(concat(declared.declaration_digest, '|', features.features)) as spec_hash
from declared
inner join features on declared.segmentation = features.segmentation
