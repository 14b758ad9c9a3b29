{{ config(severity='warn') }}

-- An override that matches no segment of the day names nobody. It may wait for one.
select
    overrides.segmentation,
    overrides.segment_id,
    overrides.instead_of,
    overrides.segment_name
from {{ ref('segment_name_overrides') }} as overrides
left join {{ ref('segment_names') }} as names
    on overrides.segmentation = names.segmentation
    and (overrides.segment_id = names.segment_id or overrides.instead_of = names.own_name)
where names.segment_id is null
