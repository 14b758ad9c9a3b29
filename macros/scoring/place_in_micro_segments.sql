{% macro place_in_micro_segments(spec, relations, assignments_relation, micro_relation) %}
{#- One row per date and customer whose segment has micro-segments: the nearest micro-segment that has enough customers
    on the date. Micro-segments with too few are dissolved, and their customers go to the next nearest. -#}
{%- set shape = scoring_shape(spec, form='rows') -%}
{%- set width = spec.features | length -%}
with {{ prepared_ctes(spec, shape, relations) }},

-- Centers and customers are multiplied by these factors once, so the distance of each pair needs no factors.
stretches as (
    select
        fit_id,
        {%- for feature in spec.features %}
        max(case when feature = '{{ feature }}' then sqrt(weight) / scale end) as stretch_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relations.preparation }}
    where segmentation = '{{ spec.name }}'
    group by fit_id
),

micro_centers as (
    select
        centers_of_fits.fit_id,
        centers_of_fits.segment_id,
        centers_of_fits.micro_number,
        {%- for feature in spec.features %}
        centers_of_fits.m{{ loop.index }} * stretches.stretch_{{ loop.index }} as m{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            fit_id,
            segment_id,
            micro_number,
            {%- for feature in spec.features %}
            max(case when feature = '{{ feature }}' then center end) as m{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ micro_relation }}
        where segmentation = '{{ spec.name }}'
        group by fit_id, segment_id, micro_number
    ) as centers_of_fits
    inner join stretches on centers_of_fits.fit_id = stretches.fit_id
),

members as (
    select
        prepared.customer_id,
        prepared.as_of_date,
        prepared.fit_id,
        assignments.segment_id,
        {%- for feature in spec.features %}
        prepared.x{{ loop.index }} * stretches.stretch_{{ loop.index }} as z{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from prepared
    inner join stretches on prepared.fit_id = stretches.fit_id
    inner join {{ assignments_relation }} as assignments
        on prepared.customer_id = assignments.customer_id
        and prepared.as_of_date = assignments.as_of_date
    where assignments.segmentation = '{{ spec.name }}'
        and assignments.segment_id is not null
),

nearest as (
    {{ nearest_micro('members', 'micro_centers', width) | indent(4) }}
),

large_enough as (
    select
        micro_centers.*
    from micro_centers
    inner join (
        select
            fit_id,
            segment_id,
            micro_number
        from nearest
        group by fit_id, segment_id, micro_number
        having count(*) >= {{ spec.micro_segments.minimum_size }}
    ) as counts
        on micro_centers.fit_id = counts.fit_id
        and micro_centers.segment_id = counts.segment_id
        and micro_centers.micro_number = counts.micro_number
),

left_over as (
    select members.*
    from members
    inner join nearest
        on members.customer_id = nearest.customer_id
        and members.as_of_date = nearest.as_of_date
    left join large_enough
        on nearest.fit_id = large_enough.fit_id
        and nearest.segment_id = large_enough.segment_id
        and nearest.micro_number = large_enough.micro_number
    where large_enough.micro_number is null
),

placed as (
    select nearest.*
    from nearest
    inner join large_enough
        on nearest.fit_id = large_enough.fit_id
        and nearest.segment_id = large_enough.segment_id
        and nearest.micro_number = large_enough.micro_number
    union all
    {{ nearest_micro('left_over', 'large_enough', width) | indent(4) }}
)

select
    customer_id,
    as_of_date,
    '{{ spec.name }}' as segmentation,
    fit_id,
    cast(segment_id as bigint) as segment_id,
    concat(segment_id, '.', micro_number) as micro_segment_id
from placed
{%- endmacro %}
