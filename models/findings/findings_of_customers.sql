{{ config(materialized='ephemeral') }}

with buyers as (
    select
        customer_id,
        max(amount) > 0 as has_order
    from {{ ref('stg_order_lines') }}
    group by customer_id
),

ids as (
    select customer_id
    from buyers
    union
    select customer_id
    from {{ ref('stg_customers') }}
),

-- An id without what people and programs add or take away.
bare as (
    select
        customer_id,
        lower({{ visible('customer_id') }}) as bare_id,
        {{ try_double('customer_id') }} as number
    from ids
),

likenesses as (
    select
        customer_id,
        case
            when number is not null and abs(number) < 1000000000000000
                then cast(cast(number as decimal(38, 6)) as {{ dbt.type_string() }})
            else bare_id
        end as likeness
    from bare
),

alike as (
    select
        customer_id,
        count(*) over (partition by likeness) > 1 as is_alike,
        customer_id <> {{ visible('customer_id') }} as has_spaces,
        customer_id <> lower(customer_id) as has_capitals,
        {{ matches('customer_id', '^[0-9]+[.]0+$|^[0-9]+([.][0-9]+)?[eE][+]?[0-9]+$') }} as has_fraction,
        {{ matches('customer_id', '^0[0-9]+$') }} as has_leading_zeros
    from likenesses
),

-- Each id has the first of these differences; an id without any is the one that the others are like.
counts as (
    select
        count(*) as id_count,
        {{ count_if('is_alike and has_spaces') }} as ids_with_other_spaces,
        {{ count_if('is_alike and not has_spaces and has_fraction') }} as ids_with_fraction,
        {{ count_if('is_alike and not has_spaces and not has_fraction and has_leading_zeros') }} as ids_with_leading_zeros,
        {{ count_if('is_alike and not has_spaces and not has_fraction and has_capitals') }} as ids_with_other_case
    from alike
),

unlisted as (
    select
        {{ count_if('buyers.has_order') }} as customers_with_orders,
        {{ count_if('buyers.has_order and customers.customer_id is null') }} as customers_with_orders_but_no_row
    from buyers
    left join {{ ref('stg_customers') }} as customers on buyers.customer_id = customers.customer_id
)

{%- for kind in ['ids_with_other_spaces', 'ids_with_fraction', 'ids_with_leading_zeros', 'ids_with_other_case'] %}
select
    'order_lines' as input,
    '{{ kind }}' as kind,
    {{ kind }} as row_count,
    id_count as base_count
from counts
union all
{%- endfor %}
{%- if input_mapping('customers') %}
select
    'customers' as input,
    'customers_with_orders_but_no_row' as kind,
    customers_with_orders_but_no_row as row_count,
    customers_with_orders as base_count
from unlisted
union all
{%- endif %}
select
    'order_lines' as input,
    'customers_with_orders' as kind,
    customers_with_orders as row_count,
    cast(null as bigint) as base_count
from unlisted
