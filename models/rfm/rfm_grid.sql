-- noqa: disable=LT02
-- Medians by rank: the engines' own hold every value of every group in memory.
{% set medians = ['recency_days', 'order_count_in_window', 'net_revenue_in_window'] %}

with scores as (
    select *
    from {{ ref('customer_rfm') }}
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
),

ranked as (
    select
        *,
        {%- for measure in medians %}
        row_number() over (partition by rfm_class order by {{ measure }}, customer_id) as {{ measure }}_rank,
        {%- endfor %}
        count(*) over (partition by rfm_class) as class_count
    from scores
),

classes as (
    select
        rfm_class,
        {%- for measure in medians %}
        {{ median_of_ranked(measure, measure ~ '_rank', 'class_count') }}
            as class_median_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from ranked
    group by rfm_class
),

cells as (
    select
        rfm_class,
        r_score,
        f_score,
        count(*) as customer_count,
        cast(sum(net_revenue_in_window) as decimal(38, 4)) as net_revenue_in_window
    from scores
    group by rfm_class, r_score, f_score
)

select
    cells.rfm_class,
    cells.r_score,
    cells.f_score,
    cells.customer_count,
    cells.net_revenue_in_window,
    {%- for measure in medians %}
    classes.class_median_{{ measure }}{{ ',' if not loop.last }}
    {%- endfor %}
from cells
inner join classes on cells.rfm_class = classes.rfm_class
