{{ config(materialized='ephemeral') }}

with shop as (
    select {{ dbt.listagg("concat('- ', sentence)", 'chr(10)', 'order by fact_number') }} as facts
    from {{ ref('shop_facts') }}
),

populations as (
    select
        specs.segmentation,
        segmentations.description,
        segmentations.outside_population_count,
        -- The population's condition is shown only if it reads no personal attribute.
        case
            when not {{ names_sensitive_feature('specs.population') | indent(12) }}
                then concat(' (', {{ markdown_code('specs.population') }}, ')')
            else ''
        end as population
    from {{ ref('segmentation_specs') }} as specs
    left join {{ ref('segmentations') }} as segmentations on specs.segmentation = segmentations.segmentation
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(
        chr(10),
        concat('# ', {{ markdown_text('segments.segment_name') }}),
        '',
        rtrim(concat(
            'Segment ', segments.segment_id, ' of the segmentation ', {{ markdown_code('segments.segmentation') }},
            ' as of ', segments.as_of_date, '. ', {{ markdown_text('populations.description') }}
        )),
        '',
        {{ markdown_text('segments.description') }},
        '',
        '## The shop',
        '',
        shop.facts,
        '',
        '## Size',
        '',
        concat(
            'All: everybody in the segmentation', populations.population, '. Amounts are in the currency of the shop.'
        ),
        '',
        '| | This segment | All |',
        '|---|---:|---:|',
        {{ markdown_row([
            "'Customers'",
            readable_number('sizes.customer_count'),
            readable_number('sizes.customer_count_of_all'),
        ]) | indent(8) }},
        {{ markdown_row([
            "'Customers outside of the population'", "''", readable_number('populations.outside_population_count')
        ]) | indent(8) }},
        {{ markdown_row(["'Share of customers'", readable_share('segments.customer_share'), "'100%'"]) | indent(8) }},
        {{ markdown_row([
            "'Net revenue of the last 365 days'",
            readable_number('sizes.net_revenue_365d'),
            readable_number('sizes.net_revenue_365d_of_all'),
        ]) | indent(8) }},
        {{ markdown_row(["'Share of net revenue'", readable_share('segments.revenue_share'), "'100%'"]) | indent(8) }},
        {{ markdown_row([
            "'Net revenue per customer'",
            readable_number(ratio('sizes.net_revenue_365d', 'sizes.customer_count')),
            readable_number(ratio('sizes.net_revenue_365d_of_all', 'sizes.customer_count_of_all')),
        ]) | indent(8) }}
    ) as section
from {{ ref('segments') }} as segments
inner join {{ ref('segment_sizes') }} as sizes
    on segments.segmentation = sizes.segmentation
    and segments.segment_id = sizes.segment_id
inner join populations on segments.segmentation = populations.segmentation
cross join shop
