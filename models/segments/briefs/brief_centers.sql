{{ config(materialized='ephemeral') }}

-- The segmentation's features, in declared order. Personal attributes are left out, because briefs
-- are passed on, and so are numbered category shares without a category, which have no words.
with lines as (
    select
        centers.segmentation,
        centers.segment_id,
        centers.fitted_as_of_date,
        features.feature_position,
        {{ markdown_row([
            "'`' || centers.feature || '`'",
            markdown_text(dbt.split_part('catalogue.meaning', "';'", 1)),
            markdown_text('catalogue.unit'),
            readable_measure('centers.center', 'catalogue.unit'),
            readable_measure('profiles.median', 'catalogue.unit'),
            readable_measure('profiles.median_of_all', 'catalogue.unit'),
        ]) | indent(8) }} as line
    from {{ ref('centroids') }} as centers
    inner join {{ ref('segmentation_features') }} as features
        on centers.segmentation = features.segmentation
        and centers.feature = features.feature
    inner join {{ ref('feature_catalogue') }} as catalogue on centers.feature = catalogue.feature
    left join {{ ref('segment_profiles') }} as profiles
        on centers.segmentation = profiles.segmentation
        and centers.segment_id = profiles.segment_id
        and centers.feature = profiles.feature
    where not catalogue.is_sensitive
        and catalogue.high_label is not null
),

centers as (
    select
        segmentation,
        segment_id,
        max(fitted_as_of_date) as fitted_as_of_date,
        concat_ws(
            chr(10),
            '| Feature | What is measured | Unit | Center | Median here | Median of all |',
            '|---|---|---|---:|---:|---:|',
            {{ dbt.listagg('line', 'chr(10)', 'order by feature_position') }}
        ) as table_of_centers
    from lines
    group by segmentation, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(
        chr(10),
        '## Center',
        '',
        coalesce(
            concat(
                'Where the fit of ', centers.fitted_as_of_date,
                ' put the middle of the segment, in the units of the features, and what is usual now.'
            ) || chr(10) || chr(10) || centers.table_of_centers,
            'Its features are not shown.'
        )
    ) as section
from {{ ref('segments') }} as segments
left join centers
    on segments.segmentation = centers.segmentation
    and segments.segment_id = centers.segment_id
