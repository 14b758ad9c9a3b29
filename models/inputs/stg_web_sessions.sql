{{ config(materialized='view') }}

{{ kept_rows('web_sessions', more=['happened_month']) }}
