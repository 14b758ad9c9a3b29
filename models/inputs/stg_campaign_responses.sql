{{ config(materialized='view') }}

{{ kept_rows('campaign_responses', more=['happened_month']) }}
