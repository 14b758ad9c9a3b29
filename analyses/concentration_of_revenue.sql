-- How much of the last 365 days' revenue comes from the best customers: the best 1 %, 5 %, 10 %, 20 %, half, and all?
with ranked as (
    select
        net_revenue_365d,
        row_number() over (order by net_revenue_365d desc, customer_id asc) as customer_rank,
        count(*) over () as customer_count,
        sum(net_revenue_365d) over () as net_revenue
    from {{ ref('customer_360') }}
    where net_revenue_365d > 0
),

shares as (
    {%- for percent in [1, 5, 10, 20, 50, 100] %}
    select {{ percent }} / 100.0 as customer_share
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

-- The number of best customers that make up each share, and their revenue.
select
    shares.customer_share,
    count(*) as customer_count,
    sum(ranked.net_revenue_365d) / max(ranked.net_revenue) as revenue_share
from shares
inner join ranked on ranked.customer_rank <= shares.customer_share * ranked.customer_count
group by shares.customer_share
order by shares.customer_share asc
