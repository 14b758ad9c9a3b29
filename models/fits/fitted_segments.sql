with segments as (
    select
        fit_id,
        segmentation,
        segment_id,
        cast(max(case when measure = 'sample_size' then value end) as bigint) as customer_count,
        max(case when measure = 'stability' then value end) as stability,
        max(case when measure = 'radius' then value end) as radius,
        max(case when measure = 'rule_recall' then value end) as rule_recall,
        max(case when measure = 'rule_precision' then value end) as rule_precision
    from {{ ref('fit_registry') }}
    where record = 'segment' and feature is null
    group by fit_id, segmentation, segment_id
),

expressions as (
    select
        fit_id,
        text as rule_expression
    from {{ ref('fit_registry') }}
    where record = 'fit' and measure = 'rule_expression'
)

select
    segments.fit_id,
    segments.segmentation,
    segments.segment_id,
    segments.customer_count,
    segments.stability,
    segments.radius,
    segments.rule_recall,
    segments.rule_precision,
    expressions.rule_expression
from segments
inner join expressions on segments.fit_id = expressions.fit_id
