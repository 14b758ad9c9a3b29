{{ config(materialized='view') }}

{{ kept_rows('order_lines', more=['ordered_month']) }}
