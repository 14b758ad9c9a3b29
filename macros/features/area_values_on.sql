{% macro area_values_on(day) %}
{#- Select of what is known on a day of the areas where customers live, a row per customer and attribute: of the postal code
    rather than of the region, as of the latest day, and of several values of one day the first by source and value. -#}
select *
from (
    select
        *,
        row_number() over (
            partition by customer_id, attribute
            order by area_level asc, dated_on desc nulls last, source asc nulls last, value asc
        ) as value_rank
    from {{ ref('customer_area_versions') }}
    where coalesce(dated_on <= {{ day }}, true)
) as ranked
where value_rank = 1
{%- endmacro %}
