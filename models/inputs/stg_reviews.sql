{{ config(materialized='view') }}

{{ kept_rows('reviews') }}
