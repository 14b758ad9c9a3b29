{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

select
    cast(fit_id as {{ dbt.type_string() }}) as fit_id,
    cast(segmentation as {{ dbt.type_string() }}) as segmentation,
    cast(record as {{ dbt.type_string() }}) as record,
    cast(segment_count as bigint) as segment_count,
    cast(segment_id as bigint) as segment_id,
    cast(item as bigint) as item,
    cast(component as bigint) as component,
    cast(feature as {{ dbt.type_string() }}) as feature,
    cast(measure as {{ dbt.type_string() }}) as measure,
    cast(value as double) as value,
    cast(text as {{ dbt.type_string() }}) as text
from {{ ref('new_fits') }}
{%- if is_incremental() %}
where fit_id not in (select registered.fit_id from {{ this }} as registered)
{%- endif %}
