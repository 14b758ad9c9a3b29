{{ config(post_hook='{{ warn_of_orders() }}') }}

with customers_of_lines as (
    select
        customer_id,
        max(amount) > 0 as has_order
    from {{ ref('stg_order_lines') }}
    group by customer_id
),

findings as (
    {%- for input in input_contract() %}
    {%- set treatments = {'rows_given': 'counted', 'rows_kept': 'kept', 'unreadable_optional_values': 'kept as null'} %}
    {%- for reason in rejection_reasons(input) %}
    {%- do treatments.update({reason: 'rejected'}) %}
    {%- endfor %}
    {%- set counts %}
    select
        count(*) as rows_given,
        {{ count_if('rejection_reason is null') }} as rows_kept,
        {{ sum_if('rejection_reason is null', 'unreadable_value_count') }} as unreadable_optional_values,
        {%- for reason in rejection_reasons(input) %}
        {{ count_if("rejection_reason = '" ~ reason ~ "'") }} as {{ reason }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('checked_' ~ input) }}
    {%- endset %}
    {{ counted_findings(input, treatments, counts) }}
    union all
    {%- endfor %}
    {%- set monthly_findings = [
        'zero_value_lines', 'return_lines', 'cancelled_lines', 'quantities_that_are_measures', 'unknown_products',
    ] %}
    {%- set treatments = {
        'zero_value_lines': 'kept; no purchase of their own',
        'return_lines': 'netted',
        'cancelled_lines': 'netted to 0',
        'quantities_that_are_measures': 'counted as one unit',
        'unknown_products': 'kept; category unknown',
        'orders_of_two_customers': 'kept as one order each',
        'orders_of_two_months': 'kept as one order per month',
        'customer_ids_with_space_around': 'kept as given; customers of their own',
        'customers_with_orders': 'counted',
        'days_from_first_to_last_order': 'counted',
        'days_without_orders': 'counted',
        'days_without_orders_before_the_last_month': 'counted',
    } %}
    {%- set counts %}
    select
        by_month.*,
        by_month.days_from_first_to_last_order + 1 - by_month.days_with_orders as days_without_orders,
        by_order.*,
        by_customer.*
    from (
        select
            {%- for finding in monthly_findings %}
            coalesce(sum({{ finding }}), 0) as {{ finding }},
            {%- endfor %}
            coalesce(sum(days_with_orders), 0) as days_with_orders,
            coalesce({{ days_between('min(first_ordered_on)', 'max(last_ordered_on)') }}, 0) as days_from_first_to_last_order,
            coalesce(max(case when is_last then days_since_month_before - 1 end), 0)
                as days_without_orders_before_the_last_month
        from (
            select
                *,
                {{ days_between('lag(last_ordered_on) over (order by ordered_month)', 'first_ordered_on') }}
                    as days_since_month_before,
                lead(ordered_month) over (order by ordered_month) is null as is_last
            from {{ ref('order_line_counts') }}
        ) as counts
    ) as by_month
    cross join (
        select
            {{ count_if('has_order') }} as customers_with_orders,
            {{ count_if('customer_id <> ' ~ trimmed('customer_id')) }} as customer_ids_with_space_around
        from customers_of_lines
    ) as by_customer
    cross join (
        select
            {{ count_if('has_two_customers') }} as orders_of_two_customers,
            {{ count_if('has_two_months') }} as orders_of_two_months
        from (
            select
                order_id,
                -- Fingerprints take a third less CPU than the ids themselves.
                min({{ row_fingerprint('customer_id') }}) <> max({{ row_fingerprint('customer_id') }}) as has_two_customers,
                min(case when amount >= 0 then ordered_month end) <> max(case when amount >= 0 then ordered_month end)
                    as has_two_months
            from {{ ref('stg_order_lines') }}
            group by order_id
        ) as orders
    ) as by_order
    {%- endset %}
    {{ counted_findings('order_lines', treatments, counts) }}
    union all
    select
        'products' as input,
        'categories_spelled_in_two_ways' as finding,
        'kept as two categories' as treatment,
        count(*) as row_count
    from (
        select lower(trim(category)) as spelling
        from {{ ref('stg_products') }}
        where category is not null
        group by lower(trim(category))
        having count(distinct category) > 1
    ) as spellings
    union all
    select
        'customers' as input,
        'customers_with_orders_but_no_row' as finding,
        'kept; details unknown' as treatment,
        count(*) as row_count
    from customers_of_lines
    left join {{ ref('stg_customers') }} as customers on customers_of_lines.customer_id = customers.customer_id
    where customers.customer_id is null
)

select
    input,
    finding,
    treatment,
    cast(row_count as bigint) as row_count
from findings
