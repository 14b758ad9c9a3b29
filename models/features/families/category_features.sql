-- noqa: disable=LT02
-- depends_on: {{ ref('observation_dates') }}
with spent as (
    select
        customer_id,
        category,
        sum(gross_amount) as gross_amount
    from ({{ events_until_part_date('customer_category_days', window_days=365) }}) as events
    group by customer_id, category
),

ranked as (
    select
        spent.*,
        row_number() over (
            partition by spent.customer_id order by spent.gross_amount desc, spent.category asc
        ) as category_rank
    from spent
)

{% set squared_total = "power(cast(sum(gross_amount) as double), 2)" %}
select
    customer_id,
    {{ part_date() }} as as_of_date,
    count(*) as category_count_365d,
    max(case when category_rank = 1 then category end) as top_category_365d,
    {{ ratio('max(gross_amount)', 'sum(gross_amount)') }} as top_category_share_365d,
    -- Herfindahl-Hirschman index: 1 means that all is bought in one category. Its inverse is a number of equally bought
    -- categories.
    {{ ratio(total_of_squares('gross_amount'), squared_total) }} as category_concentration_365d,
    {{ ratio(squared_total, total_of_squares('gross_amount')) }} as category_diversity_365d
from ranked
group by customer_id
