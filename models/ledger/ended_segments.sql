-- Refits between the two days of a step, in order, and what each made of the segments before it.
with fits as (
    select
        segmentation,
        fit_id,
        row_number() over (partition by segmentation order by as_of_date, attempt, fit_id) as fit_number
    from {{ ref('segmentation_fits') }}
    where status in ('fitted', 'below_gates')
),

refits as (
    select
        steps.classification,
        steps.as_of_date,
        steps.fit_id,
        steps.previous_fit_id,
        before.fit_number as previous_number,
        now.fit_number
    from {{ ref('ledger_steps') }} as steps
    inner join fits as now on steps.fit_id = now.fit_id
    inner join fits as before on steps.previous_fit_id = before.fit_id
    where steps.fit_id <> steps.previous_fit_id
),

lineage as (
    select
        refits.classification,
        refits.as_of_date,
        lineage.previous_segment_id,
        lineage.segment_id,
        lineage.relation,
        row_number() over (
            partition by refits.classification, refits.as_of_date, lineage.previous_segment_id
            order by fits.fit_number desc, lineage.segment_id asc
        ) as rank_from_latest
    from refits
    inner join fits
        on refits.classification = fits.segmentation
        and refits.previous_number < fits.fit_number
        and refits.fit_number >= fits.fit_number
    inner join {{ ref('segment_lineage') }} as lineage on fits.fit_id = lineage.fit_id
    where lineage.relation in ('split', 'merged', 'retired')
),

-- Segments of the fit before that the fit of the day does not have.
gone as (
    select
        refits.classification,
        refits.as_of_date,
        before.segment_id
    from refits
    inner join {{ ref('fitted_segments') }} as before on refits.previous_fit_id = before.fit_id
    left join {{ ref('fitted_segments') }} as now
        on refits.fit_id = now.fit_id
        and before.segment_id = now.segment_id
    where now.segment_id is null
)

select
    gone.classification,
    gone.as_of_date,
    cast(gone.segment_id as {{ dbt.type_string() }}) as from_segment,
    cast(null as {{ dbt.type_string() }}) as to_segment,
    coalesce(lineage.relation, 'retired') as relation
from gone
left join lineage
    on gone.classification = lineage.classification
    and gone.as_of_date = lineage.as_of_date
    and gone.segment_id = lineage.previous_segment_id
    and lineage.rank_from_latest = 1
union all
-- Of a segment that lives on, the part that became a segment of its own.
select
    lineage.classification,
    lineage.as_of_date,
    cast(lineage.previous_segment_id as {{ dbt.type_string() }}) as from_segment,
    cast(lineage.segment_id as {{ dbt.type_string() }}) as to_segment,
    'split' as relation
from lineage
left join gone
    on lineage.classification = gone.classification
    and lineage.as_of_date = gone.as_of_date
    and lineage.previous_segment_id = gone.segment_id
where lineage.relation = 'split'
    and gone.segment_id is null
