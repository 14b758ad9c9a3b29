-- What refits between the two days of a step made of the segments before them.
with refits as (
    select
        steps.classification,
        steps.as_of_date,
        steps.fit_id,
        steps.previous_fit_id,
        max(terms.term_number) as term_number
    from {{ ref('ledger_steps') }} as steps
    left join {{ ref('fit_terms') }} as terms
        on steps.fit_id = terms.fit_id
        and steps.as_of_date >= terms.effective_on
    where steps.fit_id <> steps.previous_fit_id
    group by steps.classification, steps.as_of_date, steps.fit_id, steps.previous_fit_id
),

since as (
    select
        refits.classification,
        refits.as_of_date,
        refits.term_number,
        max(terms.term_number) as previous_term_number
    from refits
    inner join {{ ref('fit_terms') }} as terms
        on refits.previous_fit_id = terms.fit_id
        and refits.term_number > terms.term_number
    group by refits.classification, refits.as_of_date, refits.term_number
),

-- The fits in effect one after the other, from that of the day before to that of the day.
in_effect as (
    select
        since.classification,
        since.as_of_date,
        terms.term_number,
        terms.fit_id,
        lag(terms.fit_id) over (
            partition by since.classification, since.as_of_date order by terms.term_number
        ) as previous_fit_id
    from since
    inner join {{ ref('fit_terms') }} as terms
        on since.classification = terms.segmentation
        and terms.term_number between since.previous_term_number and since.term_number
    where terms.is_usable or terms.term_number = since.previous_term_number
),

-- A fit knows what it made of the segments of one other; of those of a fit that another took the place of, nothing.
lineage as (
    select
        in_effect.classification,
        in_effect.as_of_date,
        lineage.previous_segment_id,
        lineage.segment_id,
        lineage.relation,
        row_number() over (
            partition by in_effect.classification, in_effect.as_of_date, lineage.previous_segment_id
            order by in_effect.term_number desc, lineage.segment_id asc
        ) as rank_from_latest
    from in_effect
    inner join {{ ref('segmentation_fits') }} as fits
        on in_effect.fit_id = fits.fit_id
        and in_effect.previous_fit_id = fits.previous_fit_id
    inner join {{ ref('segment_lineage') }} as lineage on in_effect.fit_id = lineage.fit_id
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
