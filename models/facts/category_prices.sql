select
    cast({{ dbt.date_trunc('month', 'ordered_on') }} as date) as ordered_month,
    subcategory,
    {{ ratio('sum(gross_amount)', 'sum(units)') }} as unit_price
from {{ ref('customer_category_days') }}
where units > 0
group by {{ dbt.date_trunc('month', 'ordered_on') }}, subcategory
