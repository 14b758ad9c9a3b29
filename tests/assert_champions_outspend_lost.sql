with spending as (
    select
        as_of_date,
        avg(case when rfm_class = 'Champions' then net_revenue_in_window end) as champions,
        avg(case when rfm_class = 'Lost' then net_revenue_in_window end) as lost
    from {{ ref('customer_rfm') }}
    group by as_of_date
)

select *
from spending
where champions <= lost
