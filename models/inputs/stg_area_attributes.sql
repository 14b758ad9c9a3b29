{{ config(materialized='view') }}

{{ kept_rows('area_attributes') }}
