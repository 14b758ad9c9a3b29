{{ config(materialized='ephemeral') }}

with segments as (
    select
        segments.segmentation,
        segments.segment_id,
        case when segments.archetype is null then 'no_archetype' end as no_archetype,
        case when fitted.stability <= 0.75 then 'not_stable' end as not_stable
    from {{ ref('segments') }} as segments
    left join {{ ref('fitted_segments') }} as fitted
        on segments.fit_id = fitted.fit_id
        and segments.segment_id = fitted.segment_id
),

conditions as (
    {%- for relation, condition in [
        ('segments', "'always'"),
        ('segments', 'no_archetype'),
        ('segments', 'not_stable'),
        (ref('segment_warnings'), 'warning'),
        (ref('segment_traits'), 'family'),
        (ref('segment_traits'), 'trait'),
    ] %}
    select
        segmentation,
        segment_id,
        {{ condition }} as met
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A question that several conditions call for is asked once.
questions as (
    select
        conditions.segmentation,
        conditions.segment_id,
        questions.question,
        row_number() over (
            partition by conditions.segmentation, conditions.segment_id
            order by min(questions.question_number) asc, questions.question asc
        ) as place
    from conditions
    inner join {{ ref('brief_questions') }} as questions on conditions.met = questions.condition
    group by conditions.segmentation, conditions.segment_id, questions.question
),

agendas as (
    select
        segmentation,
        segment_id,
        {{ dbt.listagg("concat(place, '. ', " ~ markdown_text('question') ~ ")", 'chr(10)', 'order by place') }}
            as agenda
    from questions
    group by segmentation, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(chr(10), '## Questions for the meeting', '', coalesce(agendas.agenda, 'None.')) as section
from segments
left join agendas
    on segments.segmentation = agendas.segmentation
    and segments.segment_id = agendas.segment_id
