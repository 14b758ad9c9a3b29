{{ config(materialized='by_part', parts='order_months', key='ordered_month', digest='lines_digest') }}
-- depends_on: {{ ref('order_months') }}
with lines as (
    select
        lines.*,
        lines.product_id is not null and products.product_id is null as is_unknown_product
    from {{ ref('order_line_treatments') }} as lines
    left join {{ ref('stg_products') }} as products on lines.product_id = products.product_id
    where {{ is_part_month('lines.ordered_month') }}
)

select
    ordered_month,
    count(*) as line_count,
    {{ count_if('amount = 0') }} as zero_value_lines,
    {{ count_if("amount < 0 or (amount > 0 and treatment = 'returned')") }} as return_lines,
    {{ count_if("amount > 0 and treatment = 'cancelled'") }} as cancelled_lines,
    {{ count_if("amount > 0 and treatment = 'unpaid'") }} as unpaid_lines,
    {{ count_if("amount > 0 and kind = 'discount'") }} as discounts_above_zero,
    {{ count_if('quantity > ' ~ whole_number_var('maximum_units_per_line')) }} as quantities_that_are_measures,
    {{ count_if('is_unknown_product') }} as unknown_products,
    count(distinct cast(ordered_at as date)) as days_with_orders,
    cast(min(ordered_at) as date) as first_ordered_on,
    cast(max(ordered_at) as date) as last_ordered_on
from lines
group by ordered_month
