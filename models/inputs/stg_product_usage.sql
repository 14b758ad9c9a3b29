{{ config(materialized='view') }}

{{ kept_rows('product_usage', more=['happened_month']) }}
