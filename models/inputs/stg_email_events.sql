{{ config(materialized='view') }}

{{ kept_rows('email_events') }}
