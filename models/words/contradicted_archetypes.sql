{{ config(materialized='ephemeral') }}

-- How many customers of each segment have which stage and RFM class.
with customers as (
    select
        assignments.segmentation,
        assignments.segment_id,
        features.lifecycle_stage,
        rfm.rfm_class,
        count(*) as customer_count
    from {{ ref('current_segments') }} as assignments
    inner join {{ ref('latest_customer_features') }} as features on assignments.customer_id = features.customer_id
    left join {{ ref('customer_rfm') }} as rfm
        on assignments.customer_id = rfm.customer_id
        and assignments.as_of_date = rfm.as_of_date
    where assignments.segment_id is not null
    group by assignments.segmentation, assignments.segment_id, features.lifecycle_stage, rfm.rfm_class
),

pairs as (
    select
        word as archetype,
        other_word
    from {{ ref('contradictions') }}
    union all
    select
        other_word as archetype,
        word as other_word
    from {{ ref('contradictions') }}
),

-- A customer counts once, if stage and class both contradict the archetype.
contradicted as (
    select distinct
        customers.segmentation,
        customers.segment_id,
        customers.lifecycle_stage,
        customers.rfm_class,
        customers.customer_count,
        pairs.archetype
    from customers
    inner join pairs on pairs.other_word in (customers.lifecycle_stage, customers.rfm_class)
),

sizes as (
    select
        segmentation,
        segment_id,
        sum(customer_count) as customer_count
    from customers
    group by segmentation, segment_id
)

select
    contradicted.segmentation,
    contradicted.segment_id,
    contradicted.archetype
from contradicted
inner join sizes
    on contradicted.segmentation = sizes.segmentation
    and contradicted.segment_id = sizes.segment_id
group by contradicted.segmentation, contradicted.segment_id, contradicted.archetype
having sum(contradicted.customer_count) >= 0.03 * max(sizes.customer_count)
