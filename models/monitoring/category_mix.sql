-- This comes after the models that read the table of the build before.
-- depends_on: {{ ref('category_mix_before') }}
with categories as (
    select
        day.as_of_date,
        categories.category,
        sum(categories.gross_amount) as gross_amount
    from {{ ref('customer_category_days') }} as categories
    cross join {{ ref('monitoring_day') }} as day
    where categories.ordered_on > {{ dbt.dateadd('day', -91, 'day.as_of_date') }}
        and categories.ordered_on <= day.as_of_date
    group by day.as_of_date, categories.category
)

select
    as_of_date,
    category,
    {{ ratio('gross_amount', 'sum(gross_amount) over ()') }} as revenue_share
from categories
