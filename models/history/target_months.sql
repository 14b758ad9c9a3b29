-- noqa: disable=LT02
{% set metrics = [
    'new_customers', 'reactivated_customers', 'lapsed_customers', 'closing_customers', 'ordering_customers',
    'order_count', 'net_revenue'
] %}

with reached as (
    {%- for metric in metrics %}
    select
        '{{ metric }}' as metric,
        {{ month_of('as_of_date') }} as month_starts_on,
        is_whole_month,
        cast({{ metric }} as double) as reached
    from {{ ref('customer_base') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    targets.metric,
    cast(targets.month as date) as target_month,
    cast(targets.value as double) as target,
    reached.reached,
    reached.is_whole_month
from {{ ref('targets') }} as targets
left join reached
    on targets.metric = reached.metric
    and targets.month = reached.month_starts_on
