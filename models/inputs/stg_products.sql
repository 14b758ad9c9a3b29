{{ config(materialized='view') }}

{{ kept_rows('products') }}
