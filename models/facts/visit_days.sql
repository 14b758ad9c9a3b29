-- noqa: disable=LT02
{{ config(parts='event_months', key='happened_month', digest='web_sessions_digest') }}
{{ built_if_given(['web_sessions']) }}
-- depends_on: {{ ref('event_months') }}
with visits as (
    select
        visits.customer_id,
        cast(visits.started_at as date) as visited_on,
        visits.happened_month,
        -- What is less than nothing is not known.
        case when visits.page_count >= 0 then visits.page_count end as page_count,
        case when visits.product_page_count >= 0 then visits.product_page_count end as product_page_count,
        case
            when visits.ended_at >= visits.started_at
                then {{ dbt.datediff('visits.started_at', 'visits.ended_at', 'second') }}
        end as seconds,
        devices.meaning as device_type,
        sources.meaning as source_type
    from {{ ref('stg_web_sessions') }} as visits
    left join {{ words_of('device') }} as devices on lower(trim(visits.device)) = devices.word
    left join {{ words_of('traffic_source') }} as sources on lower(trim(visits.traffic_source)) = sources.word
    where {{ is_part_month('visits.happened_month') }}
)

select
    customer_id,
    visited_on,
    happened_month,
    count(*) as visit_count,
    count(page_count) as visits_with_pages,
    coalesce(cast(sum(page_count) as bigint), 0) as page_count,
    {{ count_if('page_count <= 1') }} as bounce_count,
    count(product_page_count) as visits_with_product_pages,
    coalesce(cast(sum(product_page_count) as bigint), 0) as product_page_count,
    count(seconds) as visits_with_seconds,
    coalesce(cast(sum(seconds) as bigint), 0) as seconds,
    count(device_type) as visits_with_device,
    {%- for type in ['mobile', 'tablet', 'desktop', 'app'] %}
    {{ count_if("device_type = '" ~ type ~ "'") }} as {{ type }}_visit_count,
    {%- endfor %}
    count(source_type) as visits_with_source
    {%- for type in ['direct', 'search', 'paid', 'email', 'social', 'referral'] %},
    {{ count_if("source_type = '" ~ type ~ "'") }} as {{ type }}_visit_count
    {%- endfor %}
from visits
group by customer_id, visited_on, happened_month
