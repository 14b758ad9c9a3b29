{{ config(materialized='view') }}

select
    customer_id,
    age_band,
    gender,
    income_band,
    marital_status,
    home_ownership,
    household_size,
    household_type,
    child_count,
    country,
    region,
    loyalty_status
from {{ ref('stg_customers') }}
