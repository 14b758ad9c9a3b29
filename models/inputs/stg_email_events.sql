{{ config(materialized='view') }}

{{ kept_rows('email_events', more=['happened_month']) }}
