-- noqa: disable=AM04
{{ config(materialized='view') }}

select *
from {{ ref('wide_features') }}
where as_of_date in (select fits.as_of_date from {{ ref('validation_fits') }} as fits)
