{{ built_if_given(['area_attributes'], 'view') }}
with customer_areas as (
    {%- for level in ['postal_code', 'region'] %}
    select
        customer_id,
        {{ level }} as area,
        '{{ level }}' as area_level
    from {{ ref('stg_customers') }}
    where {{ level }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    areas.customer_id,
    known.attribute,
    known.value,
    {{ try_double('known.value') }} as number_value,
    areas.area,
    areas.area_level,
    known.source,
    cast(known.dated_at as date) as dated_on
from customer_areas as areas
inner join {{ ref('stg_area_attributes') }} as known on lower(trim(areas.area)) = lower(trim(known.area))
