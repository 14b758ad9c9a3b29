-- A group in the seed that the var category_groups does not name would silently become no feature.
select
    category,
    category_group
from {{ ref('category_groups') }}
where category_group not in ('{{ category_groups() | map(attribute='group') | join("', '") }}') -- noqa: LT05
    and {{ 'true' if var('category_groups') is not none else 'false' }}
