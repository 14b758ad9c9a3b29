{{ config(materialized='ephemeral') }}

-- The value of most customers, of what is no personal attribute. Values of few customers were told together before.
with most_common as (
    select
        attributes.*,
        row_number() over (
            partition by attributes.segmentation, attributes.segment_id, attributes.attribute
            order by attributes.customer_count desc, attributes.attribute_value asc
        ) as value_rank
    from {{ ref('segment_attributes') }} as attributes
    inner join {{ ref('feature_catalogue') }} as catalogue on attributes.attribute = catalogue.feature
    where not catalogue.is_sensitive and attributes.attribute_value <> 'others'
),

lines as (
    select
        segmentation,
        segment_id,
        attribute,
        {{ markdown_row([
            "replace(replace(replace(attribute, 'top_', ''), '_365d', ''), '_', ' ')",
            markdown_text('attribute_value'),
            readable_share('customer_share'),
            readable_share('customer_share_of_all'),
        ]) | indent(8) }} as line
    from most_common
    where value_rank = 1
),

tables as (
    select
        segmentation,
        segment_id,
        concat(
            'The most common value of each, and its share of the customers whose value is known. ',
            'Personal attributes are left out.', chr(10), chr(10),
            '| | Most common | This segment | All |', chr(10),
            '|---|---|---:|---:|', chr(10),
            {{ dbt.listagg('line', 'chr(10)', 'order by attribute') }}
        ) as most_common_values
    from lines
    group by segmentation, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(
        chr(10),
        '## What else is known of them',
        '',
        coalesce(tables.most_common_values, 'Nothing that may be told here.')
    ) as section
from {{ ref('segments') }} as segments
left join tables
    on segments.segmentation = tables.segmentation
    and segments.segment_id = tables.segment_id
