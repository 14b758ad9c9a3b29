-- noqa: disable=LT02
{{ config(digest='features_digest') }}
{{ built_if_given(['area_attributes']) }}
-- depends_on: {{ ref('observation_dates') }}
with known as (
    select
        *,
        row_number() over (
            partition by customer_id, attribute order by dated_on desc nulls last, area_level asc
        ) as version_rank
    from {{ ref('customer_area_versions') }}
    where coalesce(dated_on <= {{ part_date() }}, true)
)

select
    customer_id,
    {{ part_date() }} as as_of_date
    {%- for name in area_features() %},
    max(case when attribute = '{{ name }}' then number_value end) as area_{{ name }}
    {%- endfor %}
from known
where version_rank = 1
group by customer_id
