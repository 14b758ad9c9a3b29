{{ config(materialized='view', pre_hook='{{ refuse_large_totals() }}') }}

with treated as (
    select
        lines.*,
        coalesce(statuses.treatment, 'sale') as treatment,
        coalesce(kinds.line_kind, 'product') as kind
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
    left join {{ ref('line_kinds') }} as kinds
        on lower(trim(coalesce(lines.line_kind, lines.product_id))) = kinds.word
)

select
    order_id,
    customer_id,
    ordered_at,
    ordered_month,
    amount,
    product_id,
    quantity,
    discount_amount,
    coupon_amount,
    store_id,
    channel,
    device,
    return_reason,
    unit_cost,
    treatment,
    kind,
    -- What is cancelled or not paid counts nothing.
    case when amount > 0 and treatment in ('sale', 'returned') then amount else 0 end as sold_amount
from treated
