with customers as (
    select
        customers.lifecycle_stage,
        customers.rfm_class,
        customers.segment_name,
        segments.archetype,
        customers.net_revenue_365d
    from {{ ref('customer_360') }} as customers
    left join {{ ref('segments') }} as segments
        on customers.segmentation = segments.segmentation
        and customers.segment_id = segments.segment_id
),

combinations as (
    select
        lifecycle_stage,
        rfm_class,
        segment_name,
        archetype,
        count(*) as customer_count,
        cast(sum(net_revenue_365d) as decimal(38, 4)) as net_revenue_365d
    from customers
    group by lifecycle_stage, rfm_class, segment_name, archetype
),

contradicted as (
    select
        combinations.lifecycle_stage,
        combinations.rfm_class,
        combinations.segment_name,
        min(concat(pairs.word, ' and ', pairs.other_word)) as contradiction
    from combinations
    inner join {{ ref('contradictions') }} as pairs
        on pairs.word in (combinations.lifecycle_stage, combinations.rfm_class, combinations.archetype)
        and pairs.other_word in (combinations.lifecycle_stage, combinations.rfm_class, combinations.archetype)
    group by combinations.lifecycle_stage, combinations.rfm_class, combinations.segment_name
)

select
    combinations.lifecycle_stage,
    combinations.rfm_class,
    combinations.segment_name,
    combinations.customer_count,
    {{ ratio('combinations.customer_count', '(sum(combinations.customer_count) over ())') }} as customer_share,
    combinations.net_revenue_365d,
    contradicted.contradiction,
    cast((select as_of.as_of_date from {{ ref('as_of') }} as as_of) as date) as as_of_date
from combinations
left join contradicted
    on combinations.lifecycle_stage = contradicted.lifecycle_stage
    and coalesce(combinations.rfm_class, '') = coalesce(contradicted.rfm_class, '')
    and coalesce(combinations.segment_name, '') = coalesce(contradicted.segment_name, '')
