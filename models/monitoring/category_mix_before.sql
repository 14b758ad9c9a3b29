{% set known = built_before('category_mix') %}
-- The table of the build before, read by name before this build replaces it.
{% if known -%}
select
    as_of_date,
    category,
    revenue_share
from {{ known }}
{%- else -%}
select
    as_of_date,
    cast('' as {{ dbt.type_string() }}) as category,
    cast(0 as double) as revenue_share
from {{ ref('monitoring_day') }}
where 1 = 0
{%- endif %}
