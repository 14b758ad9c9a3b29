-- noqa: disable=LT02
{% set noise = '3 * sqrt(0.25 / nullif(rules.customer_count, 0) + 0.25 / fits.sample_size)' %}
with measured as (
    select
        day.as_of_date,
        fits.segmentation,
        fits.fit_id,
        fits.as_of_date as fitted_on,
        greatest({{ days_between('fits.as_of_date', 'day.as_of_date') }}, 0) as age_days,
        specs.refit_every_days,
        fits.separation as separation_at_fit,
        round(totals.mean_separation, 9) as separation,
        fits.rule_agreement as rule_agreement_at_fit,
        rules.rule_agreement,
        {{ days_between('day.first_ordered_on', 'fits.as_of_date') }} + 1 < windows.window_days as is_filling,
        {{ worst_status([
            beyond('fit_loss', 'greatest(fits.separation - totals.mean_separation, 0)', noise),
            beyond('fit_loss', 'greatest(fits.rule_agreement - rules.rule_agreement, 0)', noise),
        ]) | indent(8) }} as loss_status
    from {{ ref('segmentation_fits') }} as fits
    cross join {{ ref('monitoring_day') }} as day
    inner join {{ ref('segmentation_specs') }} as specs on fits.segmentation = specs.segmentation
    inner join {{ ref('segmentation_windows') }} as windows on fits.segmentation = windows.segmentation
    left join {{ ref('assignment_totals') }} as totals
        on day.as_of_date = totals.as_of_date
        and fits.segmentation = totals.segmentation
    left join {{ ref('rule_agreement') }} as rules on fits.segmentation = rules.segmentation
    where fits.is_active
),

judged as (
    select
        *,
        -- A fit that is due is made in the same build. An older one is there because new ones failed, were rejected or
        -- rolled back; by four times the age, three in a row.
        case
            when age_days >= 4 * refit_every_days then 'act'
            when age_days >= refit_every_days then 'watch'
            else 'ok'
        end as age_status,
        case when is_filling then 'ok' else loss_status end as separation_status,
        concat(
            'The fit of ', {{ date_text('fitted_on') }}, ' is ', cast(age_days as {{ dbt.type_string() }}), ' of ',
            cast(refit_every_days as {{ dbt.type_string() }}), ' days old. Separation ',
            coalesce({{ readable_number('separation') | indent(12) }}, 'unknown'),
            case
                when separation_at_fit is null then ''
                else concat(' (at the fit ', {{ readable_number('separation_at_fit') | indent(16) }}, ')')
            end,
            ', rules right for ', coalesce({{ readable_share('rule_agreement') | indent(12) }}, 'none'),
            ' of the customers (', {{ readable_share('rule_agreement_at_fit') | indent(12) }}, ').'
        ) as figures
    from measured
)

select
    as_of_date,
    segmentation,
    fit_id,
    fitted_on,
    age_days,
    refit_every_days,
    separation,
    separation_at_fit,
    rule_agreement,
    rule_agreement_at_fit,
    {{ worst_status(['age_status', 'separation_status']) | indent(4) }} as status,
    concat(
        case when is_filling then 'Window still filling at the fit. ' else '' end,
        figures,
        case
            when age_status <> 'ok'
                then ' Newer fits were rejected, failed or rolled back; fits.segmentation_fits says why.'
            else ''
        end,
        case
            when separation_status <> 'ok'
                then concat(
                    ' Its segments describe the customers worse than then: check feature_drift, or fit ',
                    segmentation, ' again.'
                )
            else ''
        end
    ) as sentence
from judged
