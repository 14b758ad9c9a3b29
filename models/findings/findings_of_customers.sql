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

likenesses as (
    select
        customer_id,
        {{ likeness('customer_id') }} as likeness
    from ids
),

{% set known = built_before('customer_360') %}
known as (
    {%- if known %}
    select
        customer_id,
        {{ likeness('customer_id') }} as likeness
    from {{ known }}
    {%- else %}
    select
        customer_id,
        likeness
    from likenesses
    where 1 = 0
    {%- endif %}
),

newcomers as (
    select distinct likenesses.likeness
    from likenesses
    where likenesses.customer_id not in (select known.customer_id from known)
),

-- Customers of the build before whose id is gone, and who look like somebody new.
spelled_anew as (
    select
        -- Before there is a build to compare with, the share is 0, as it is after an unchanged one.
        greatest(count(*), 1) as known_count,
        {{ count_if('ids.customer_id is null and newcomers.likeness is not null') }} as ids_spelled_anew
    from known
    left join ids on known.customer_id = ids.customer_id
    left join newcomers on known.likeness = newcomers.likeness
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

-- Each id has the first of these differences; an id without any is the one that the others are like. A fraction is said
-- of ids that nobody is like, too: all of a file can have one.
counts as (
    select
        count(*) as id_count,
        {{ count_if('is_alike and has_spaces') }} as ids_with_other_spaces,
        {{ count_if('has_fraction and not (is_alike and has_spaces)') }} as ids_with_fraction,
        {{ count_if('is_alike and not has_spaces and not has_fraction and has_leading_zeros') }}
            as ids_with_leading_zeros,
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
select {{ finding(kind, kind, of='id_count', customers=kind) }}
from counts
union all
{%- endfor %}
{%- if input_mapping('customers') %}
{%- set kind = 'customers_with_orders_but_no_row' %}
select {{ finding(kind, kind, of='customers_with_orders', input='customers', customers=kind) }}
from unlisted
union all
{%- endif %}
select {{ finding('ids_spelled_anew', 'ids_spelled_anew', of='known_count', customers='ids_spelled_anew') }}
from spelled_anew
union all
select {{ finding('customers_with_orders', 'customers_with_orders', customers='customers_with_orders') }}
from unlisted
