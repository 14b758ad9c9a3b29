{{ config(materialized='view') }}

select
    spells.customer_id,
    spells.classification,
    spells.segment,
    case
        when spells.classification in ('rfm_class', 'lifecycle_stage') then spells.segment
        else names.segment_name
    end as segment_name,
    spells.valid_from,
    spells.valid_to
from {{ ref('segment_spells') }} as spells
left join {{ ref('known_segment_names') }} as names
    on spells.classification = names.segmentation
    and spells.segment = cast(names.segment_id as {{ dbt.type_string() }})
