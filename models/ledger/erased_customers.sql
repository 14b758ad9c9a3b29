{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

-- Builds add nothing: `python -m centroid.erase` does.
select
    cast(null as {{ dbt.type_string() }}) as customer_hash,
    cast(null as {{ dbt.type_string() }}) as salt,
    cast(null as date) as erased_on
where 1 = 0
