-- noqa: disable=LT02
-- Moves of the latest whole month: months are about equally long, and the last days of one that is not over are not.
{% set noise = '3 * sqrt(0.25 / nullif(customer_count, 0))' %}

with months as (
    select
        *,
        row_number() over (order by as_of_date desc) as months_back
    from {{ ref('periods') }}
    where is_whole_month
        and previous_as_of_date is not null
),

counts as (
    select
        moves.classification,
        months.months_back,
        min(months.previous_as_of_date) as previous_as_of_date,
        min(months.as_of_date) as as_of_date,
        sum(moves.customer_count) as customer_count,
        {{ sum_if("moves.cause <> 'stayed' and moves.to_segment is not null", 'moves.customer_count') }}
            as moved_count,
        {{ sum_if("moves.cause in ('definition', 'merged', 'split', 'retired')", 'moves.customer_count') }}
            as redefined_count
    from {{ ref('period_moves') }} as moves
    inner join months
        on moves.as_of_date = months.as_of_date
        and months.months_back <= 2
    where moves.from_segment is not null
    group by moves.classification, months.months_back
),

counted as (
    select
        counts.*,
        {{ ratio('counts.moved_count', 'counts.customer_count') }} as moved_share,
        {{ ratio('counts.moved_count - counts.redefined_count', 'counts.customer_count') }} as own_moved_share,
        {{ ratio('before.moved_count', 'before.customer_count') }} as moved_share_before,
        {{ days_between('day.first_ordered_on', 'counts.previous_as_of_date') }} + 1 < windows.window_days as is_filling
    from counts
    inner join {{ ref('segmentation_windows') }} as windows on counts.classification = windows.segmentation
    cross join {{ ref('monitoring_day') }} as day
    left join counts as before
        on counts.classification = before.classification
        and before.months_back = 2
    where counts.months_back = 1
),

judged as (
    select
        *,
        -- What another fit moves is no fault of the data: its lineage tells it, and it is watched here.
        {{ worst_status([
            beyond('moved_share', 'own_moved_share', noise),
            "case when " ~ beyond('moved_share', 'moved_share', noise) ~ " = 'ok' then 'ok' else 'watch' end",
        ]) | indent(8) }} as raw_status,
        concat(
            {{ readable_share('moved_share') | indent(12) }}, ' of ',
            {{ readable_number('customer_count') | indent(12) }}, ' customers moved between segments in the month to ',
            {{ date_text('as_of_date') }},
            case
                when moved_share_before is null then ''
                else concat(' (', {{ readable_share('moved_share_before') | indent(16) }}, ' the month before)')
            end,
            case
                when moved_count = 0 then ''
                else concat(
                    ', ', {{ readable_share('redefined_count * 1.0 / nullif(moved_count, 0)') | indent(16) }},
                    ' of them by another fit or definition'
                )
            end
        ) as figures
    from counted
)

select
    as_of_date,
    classification as segmentation,
    cast(customer_count as bigint) as customer_count,
    cast(moved_count as bigint) as moved_count,
    moved_share,
    moved_share_before,
    cast(redefined_count as bigint) as redefined_count,
    case when is_filling then 'ok' else raw_status end as status,
    case
        when is_filling then concat('Window still filling: ', figures, '.')
        when raw_status = 'ok' then concat(figures, '.')
        else concat(
            figures, '. Where it is another fit, see fits.segment_lineage, and promote the fit before if it was ',
            'better; where it is behaviour, raise switch_margin of ', classification,
            ', or use features of longer windows.'
        )
    end as sentence
from judged
