-- A group in the seed that the var category_groups does not name would silently become no feature.
with declared as (
    {%- for group in category_groups() %}
    select '{{ group }}' as category_group
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    category,
    category_group
from {{ ref('category_groups') }}
where category_group not in (select declared.category_group from declared)
