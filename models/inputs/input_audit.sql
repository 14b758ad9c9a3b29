{{ config(post_hook='{{ warn_if_small() }}') }}

with findings as (
    {%- for input in input_contract() %}
    {%- set treatments = {'rows_given': 'counted', 'rows_kept': 'kept', 'unreadable_optional_values': 'kept as null'} %}
    {%- for reason in rejection_reasons(input) %}
    {%- do treatments.update({reason: 'refused'}) %}
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
    {%- set treatments = {
        'zero_value_lines': 'kept; no purchase of their own',
        'return_lines': 'netted',
        'cancelled_lines': 'netted to 0',
        'quantities_that_are_measures': 'counted as one unit',
        'unknown_products': 'kept; category unknown',
        'orders_of_two_customers': 'kept as one order each',
        'customer_ids_with_space_around': 'kept as given; customers of their own',
        'customers_with_orders': 'counted',
        'days_from_first_to_last_order': 'counted',
        'days_without_orders': 'counted',
    } %}
    {%- set counts %}
    select
        *,
        days_from_first_to_last_order + 1 - days_with_orders as days_without_orders
    from {{ ref('order_line_counts') }}
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
        count(distinct lines.customer_id) as row_count
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('stg_customers') }} as customers on lines.customer_id = customers.customer_id
    where customers.customer_id is null
)

select
    input,
    finding,
    treatment,
    cast(row_count as bigint) as row_count
from findings
