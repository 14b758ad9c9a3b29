-- noqa: disable=LT02
with measured as (
    select
        day.as_of_date,
        day.compared_on,
        fits.as_of_date as fitted_on,
        sizes.*,
        segments.segment_name,
        100 * (sizes.customer_share / nullif(sizes.share_at_fit, 0) - 1) as change_since_fit_percent,
        100 * (sizes.customer_share / nullif(sizes.share_before, 0) - 1) as change_percent,
        {{ days_between('day.first_ordered_on', 'fits.as_of_date') }} + 1 < windows.window_days as is_fit_filling,
        day.compared_on is null
        or {{ days_between('day.first_ordered_on', 'day.compared_on') }} + 1 < windows.window_days as is_filling,
        {{ share_status(
            'sizes.customer_share', 'sizes.share_at_fit', 'sizes.customer_total', 'sizes.customer_total_at_fit'
        ) | indent(8) }} as status_since_fit,
        {{ share_status(
            'sizes.customer_share', 'sizes.share_before', 'sizes.customer_total', 'sizes.customer_total_before'
        ) | indent(8) }} as status_since_before
    from {{ ref('segment_sizes_compared') }} as sizes
    cross join {{ ref('monitoring_day') }} as day
    inner join {{ ref('segmentation_fits') }} as fits on sizes.fit_id = fits.fit_id
    inner join {{ ref('segmentation_windows') }} as windows on sizes.segmentation = windows.segmentation
    left join {{ ref('segments') }} as segments
        on sizes.segmentation = segments.segmentation
        and sizes.segment_id = segments.segment_id
),

judged as (
    select
        *,
        {{ worst_status([
            "case when is_fit_filling then 'ok' else status_since_fit end",
            "case when is_filling or is_refitted then 'ok' else status_since_before end",
        ]) | indent(8) }} as status,
        concat(
            'Segment ', cast(segment_id as {{ dbt.type_string() }}),
            case when segment_name is null then '' else concat(', ', segment_name, ',') end,
            ' has ', {{ readable_share('customer_share') | indent(12) }}, ' of the customers; at the fit of ',
            {{ date_text('fitted_on') }}, ' it had ', {{ readable_share('share_at_fit') | indent(12) }},
            case
                when share_before is null then ''
                else concat(
                    ', on ', {{ date_text('compared_on') }}, ' ', {{ readable_share('share_before') | indent(20) }},
                    case when is_refitted then ' by the fit before' else '' end
                )
            end
        ) as figures
    from measured
)

select
    as_of_date,
    segmentation,
    segment_id,
    compared_on,
    customer_count,
    customer_share,
    share_at_fit,
    share_before,
    change_since_fit_percent,
    change_percent,
    status,
    case
        when status <> 'ok' then concat(
            figures, '. Check feature_drift for what changed in its features, and segment_migration for where its ',
            'customers came from or went.'
        )
        when is_fit_filling and is_filling then concat('Window still filling. ', figures, '.')
        else concat(figures, '.')
    end as sentence
from judged
