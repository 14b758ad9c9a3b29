with lines as (
    select
        lines.*,
        statuses.treatment,
        lines.product_id is not null and products.product_id is null as is_unknown_product
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('stg_products') }} as products on lines.product_id = products.product_id
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
),

line_counts as (
    select
        {{ count_if('amount = 0') }} as zero_value_lines,
        {{ count_if("amount < 0 or (amount > 0 and treatment = 'returned')") }} as return_lines,
        {{ count_if("amount > 0 and treatment = 'cancelled'") }} as cancelled_lines,
        {{ count_if('quantity > ' ~ non_negative_var('maximum_units_per_line')) }} as quantities_that_are_measures,
        {{ count_if('is_unknown_product') }} as unknown_products,
        count(distinct case when amount > 0 then customer_id end) as customers_with_orders,
        count(distinct case when customer_id <> {{ trimmed('customer_id') }} then customer_id end)
            as customer_ids_with_space_around,
        count(distinct cast(ordered_at as date)) as days_with_orders,
        coalesce({{ days_between('min(ordered_at)', 'max(ordered_at)') }}, 0) as days_from_first_to_last_order
    from lines
),

shared_orders as (
    select order_id
    from lines
    group by order_id
    having min(customer_id) <> max(customer_id)
)

select
    line_counts.*,
    (select count(*) from shared_orders) as orders_of_two_customers
from line_counts
