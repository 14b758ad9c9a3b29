{{ built_if_given(['area_attributes'], 'view') }}
-- A customer's postal code says more than the region. Of several values of one day the first by source and value
-- counts.
with customer_areas as (
    select
        customer_id,
        postal_code as area,
        'postal_code' as area_level,
        1 as area_rank
    from {{ ref('stg_customers') }}
    where postal_code is not null
    union all
    select
        customer_id,
        region as area,
        'region' as area_level,
        2 as area_rank
    from {{ ref('stg_customers') }}
    where region is not null
),

matched as (
    select
        areas.customer_id,
        known.attribute,
        known.value,
        areas.area,
        areas.area_level,
        known.source,
        cast(known.dated_at as date) as dated_on,
        row_number() over (
            partition by areas.customer_id, known.attribute, cast(known.dated_at as date)
            order by areas.area_rank asc, known.source asc nulls last, known.value asc
        ) as version_rank
    from customer_areas as areas
    inner join {{ ref('stg_area_attributes') }} as known on lower(trim(areas.area)) = lower(trim(known.area))
)

select
    customer_id,
    attribute,
    value,
    {{ try_double('value') }} as number_value,
    area,
    area_level,
    source,
    dated_on
from matched
where version_rank = 1
