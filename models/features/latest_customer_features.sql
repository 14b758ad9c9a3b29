-- noqa: disable=AM04
{{ config(materialized='view') }}

select *
from {{ ref('wide_features') }}
where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
