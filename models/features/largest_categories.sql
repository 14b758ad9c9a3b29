{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

with spent as (
    select
        category,
        sum(gross_amount) as gross_amount
    from {{ ref('customer_category_days') }}
    group by category
),

ranked as (
    select
        category,
        row_number() over (order by gross_amount desc, category asc) as category_number
    from spent
)

select
    cast(category_number as {{ dbt.type_string() }}) as category_group,
    category
from ranked
where category_number <= {{ number_of_largest_categories() }}
    and {{ 'true' if var('category_groups') is none else 'false' }}
{%- if is_incremental() %}
    -- Fits know a category by its number, so the first choice must stay.
    and not exists (select 1 from {{ this }}) -- noqa: RF02
{%- endif %}
