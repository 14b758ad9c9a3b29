{% macro classified_customers(date) %}
{#- One row per customer and classification on a date, as scored: the segment, or class or stage, that is nearest, how
    much nearer it is than the runner-up, or why there is none. -#}
select
    customer_id,
    segmentation as classification,
    cast(raw_segment_id as {{ dbt.type_string() }}) as raw_segment,
    cast(runner_up_segment_id as {{ dbt.type_string() }}) as runner_up_segment,
    -- For a mixture, the difference of the two posteriors as a share of the larger one.
    margin / coalesce(posterior, 1) as lead_over_runner_up,
    no_segment_reason
from {{ ref('segment_assignments') }}
where as_of_date = {{ date }}
union all
select
    features.customer_id,
    'rfm_class' as classification,
    rfm.rfm_class as raw_segment,
    cast(null as {{ dbt.type_string() }}) as runner_up_segment,
    cast(null as double) as lead_over_runner_up,
    case when rfm.rfm_class is null then 'never_ordered' end as no_segment_reason
from {{ ref('wide_features') }} as features
left join {{ ref('customer_rfm') }} as rfm
    on features.customer_id = rfm.customer_id
    and rfm.as_of_date = {{ date }}
where features.as_of_date = {{ date }}
union all
select
    customer_id,
    'lifecycle_stage' as classification,
    lifecycle_stage as raw_segment,
    cast(null as {{ dbt.type_string() }}) as runner_up_segment,
    cast(null as double) as lead_over_runner_up,
    cast(null as {{ dbt.type_string() }}) as no_segment_reason
from {{ ref('wide_features') }}
where as_of_date = {{ date }}
{%- endmacro %}
