-- noqa: disable=LT02
{% set customers_per_slice = non_negative_var('customers_per_slice') %}
{% set most = 100 %}

with sizes as (
    select least(greatest(ceil(count(*) / {{ [customers_per_slice, 1] | max }}.0), 1), {{ most }}) as slice_count
    from {{ ref('known_customers') }}
),

numbers as (
    {%- for number in range(most) %}
    select {{ number }} as slice_number
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    cast(numbers.slice_number as bigint) as slice_number,
    cast({{ 'sizes.slice_count' if customers_per_slice else 1 }} as bigint) as slice_count
from numbers
inner join sizes on numbers.slice_number < {{ 'sizes.slice_count' if customers_per_slice else 1 }}
