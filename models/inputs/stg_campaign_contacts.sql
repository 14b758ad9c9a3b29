{{ config(materialized='view') }}

{{ kept_rows('campaign_contacts', more=['happened_month']) }}
