-- Every amount that passed the checks is in some customer's net revenue on the latest date, to the last decimal.
with lines as (
    select
        sum(
            case
                when statuses.treatment is null or lines.amount < 0 then lines.amount
                else 0
            end
        ) as net_revenue
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
),

features as (
    select sum(net_revenue) as net_revenue
    from {{ ref('wide_features') }}
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
)

select
    lines.net_revenue as given,
    features.net_revenue as found
from lines
cross join features
where lines.net_revenue <> features.net_revenue
