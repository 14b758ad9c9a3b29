-- Every amount that passed the checks is in some customer's net revenue on the latest date, to the last decimal, but
-- for refunds beyond what was sold.
with lines as (
    select
        sum(
            case
                when lines.amount < 0 or coalesce(statuses.treatment, 'sale') = 'sale' then lines.amount
                else 0
            end
        ) as net_revenue
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
),

excess as (
    select coalesce(sum(refunded_amount - netted_amount), 0) as amount
    from {{ ref('refunds') }}
),

features as (
    select sum(net_revenue) as net_revenue
    from {{ ref('wide_features') }}
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
)

select
    lines.net_revenue as given,
    excess.amount as excess,
    features.net_revenue as found
from lines
cross join excess
cross join features
where lines.net_revenue + excess.amount <> features.net_revenue
