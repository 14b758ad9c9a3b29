with buyers as (
    select
        customer_id,
        min(ordered_on) as known_from
    from {{ ref('orders') }}
    group by customer_id
)

-- A customer without a sign-up date counts as known from the start.
select
    coalesce(buyers.customer_id, customers.customer_id) as customer_id,
    case
        when customers.customer_id is null then buyers.known_from
        when customers.signed_up_at is null then cast('1900-01-01' as date)
        when buyers.known_from < cast(customers.signed_up_at as date) then buyers.known_from
        else cast(customers.signed_up_at as date)
    end as known_from
from buyers
full outer join {{ ref('stg_customers') }} as customers on buyers.customer_id = customers.customer_id
