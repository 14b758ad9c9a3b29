-- noqa: disable=LT02
{% set shares = {
    'borderline': 'nearly as near to another segment',
    'outlier': 'outliers',
    'filled': 'with a feature that is unknown',
    'unassigned': 'without a segment',
} %}
{% set noise = '3 * sqrt(0.25 / nullif(now.customer_count, 0) + 0.25 / nullif(before.customer_count, 0))' %}
{% set statuses = [] %}
{%- for share in shares %}
{%- set rise = 'greatest(now.' ~ share ~ '_share - before.' ~ share ~ '_share, 0)' %}
{%- do statuses.append(beyond('health_change', rise, noise)) %}
{%- endfor %}

with measured as (
    select
        day.as_of_date,
        now.segmentation,
        day.compared_on,
        now.customer_count,
        now.mean_margin,
        before.mean_margin as mean_margin_before,
        {%- for share in shares %}
        now.{{ share }}_share,
        before.{{ share }}_share as {{ share }}_share_before,
        {%- endfor %}
        now.has_no_fit,
        coalesce(before.fit_id <> now.fit_id, false) as is_refitted,
        before.segmentation is null or coalesce(before.has_no_fit, true)
        or {{ days_between('day.first_ordered_on', 'day.compared_on') }} + 1 < windows.window_days as is_filling,
        {{ worst_status(statuses) }} as raw_status
    from {{ ref('monitoring_day') }} as day
    inner join {{ ref('assignment_totals') }} as now on day.as_of_date = now.as_of_date
    inner join {{ ref('segmentation_windows') }} as windows on now.segmentation = windows.segmentation
    left join {{ ref('assignment_totals') }} as before
        on day.compared_on = before.as_of_date
        and now.segmentation = before.segmentation
),

described as (
    select
        *,
        concat(
            'mean margin ', coalesce({{ readable_number('mean_margin') | indent(12) }}, 'unknown')
            {%- for share, words in shares.items() %},
            ', ', coalesce({{ readable_share(share ~ '_share') | indent(12) }}, 'none'), ' {{ words }}',
            case
                when {{ share }}_share_before is null then ''
                else concat(' (', {{ readable_share(share ~ '_share_before') | indent(16) }}, ')')
            end
            {%- endfor %}
        ) as figures
    from measured
)

select
    as_of_date,
    segmentation,
    compared_on,
    cast(customer_count as bigint) as customer_count,
    mean_margin,
    mean_margin_before,
    {%- for share in shares %}
    {{ share }}_share,
    {{ share }}_share_before,
    {%- endfor %}
    case when has_no_fit or is_filling or is_refitted then 'ok' else raw_status end as status,
    case
        when has_no_fit
            then concat('No active fit: nobody has a segment of ', segmentation, '; fits.segmentation_fits says why.')
        when compared_on is null then concat('Window still filling: nothing to compare with yet. ', figures, '.')
        when is_filling then concat(
            'Window still filling on ', {{ date_text('compared_on') }}, ' (in brackets): ', figures, '.'
        )
        when is_refitted then concat(
            'Fitted again since ', {{ date_text('compared_on') }}, ' (in brackets, by the fit before): ', figures, '.'
        )
        when raw_status = 'ok' then concat('As on ', {{ date_text('compared_on') }}, ' (in brackets): ', figures, '.')
        else concat(
            'Assignments are less sure than on ', {{ date_text('compared_on') }}, ' (in brackets): ', figures,
            '. Check feature_drift; if customers did change, fit ', segmentation, ' again.'
        )
    end as sentence
from described
