with known as (
    select
        versions.*,
        row_number() over (
            partition by versions.customer_id, versions.attribute
            order by versions.dated_on desc nulls last, versions.area_level asc
        ) as version_rank
    from {{ ref('customer_area_versions') }} as versions
    cross join {{ ref('as_of') }} as as_of
    where coalesce(versions.dated_on <= as_of.as_of_date, true)
)

select
    customer_id,
    attribute,
    value,
    number_value,
    area,
    area_level,
    source,
    dated_on
from known
where version_rank = 1
