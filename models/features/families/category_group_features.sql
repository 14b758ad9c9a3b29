-- noqa: disable=LT02
-- depends_on: {{ ref('observation_dates') }}
-- depends_on: {{ ref('category_groups') }}
-- depends_on: {{ ref('largest_categories') }}
with spent as (
    select
        customer_id,
        category,
        sum(gross_amount) as gross_amount
    from ({{ events_until_part_date('customer_category_days', window_days=365) }}) as events
    group by customer_id, category
),

grouped as (
    select
        spent.customer_id,
        groups.category_group,
        spent.gross_amount
    from spent
    left join {{ ref('largest_categories' if var('category_groups') is none else 'category_groups') }} as groups
        on spent.category = groups.category
)

select
    customer_id,
    {{ part_date() }} as as_of_date
    {%- for group in category_groups() %},
    {{ ratio(sum_if("category_group = '" ~ group.group ~ "'", 'gross_amount'), 'sum(gross_amount)') }}
        as {{ group.feature }}
    {%- endfor %}
from grouped
group by customer_id
