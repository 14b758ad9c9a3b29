-- noqa: disable=LT02
-- An index alone is watched: of a value that many customers share, such as the shop's own cycle, a step makes it large.
{% set index_noise = '(freedom + 3 * sqrt(2 * freedom)) * variance' %}
{% set index_status %}
case
    when coalesce(abs(mean_shift), 0) < {{ monitoring_settings().mean_shift.watch }}
        and {{ beyond('population_stability_index', 'population_stability_index', index_noise) }} = 'act' then 'watch'
    else {{ beyond('population_stability_index', 'population_stability_index', index_noise) }}
end
{% endset %}
-- What is counted over the whole history rises with its length, so the fit has to have had most of it.
{% set needed_days %}
case
    when catalogue.time_window = 'ever' then greatest(
        {{ window_days('catalogue.time_window') }},
        cast(floor(0.8 * ({{ days_between('day.first_ordered_on', 'day.as_of_date') }} + 1)) as bigint)
    )
    else {{ window_days('catalogue.time_window') }}
end
{% endset %}

with measured as (
    select
        day.as_of_date,
        counts.segmentation,
        counts.feature,
        counts.fit_id,
        fits.as_of_date as fitted_on,
        counts.customer_count,
        stability.population_stability_index,
        counts.mean_shift,
        moments.missing_share as missing_share_at_fit,
        1 - {{ ratio('counts.known_count', 'counts.customer_count') }} as missing_share,
        {{ days_between('day.first_ordered_on', 'fits.as_of_date') }} + 1
        < {{ needed_days | indent(8) }} as is_window_filling,
        {{ needed_days | indent(8) }} as window_days,
        -- What the measures may be by chance: the index goes by chi-squared, a mean by its standard error.
        1.0 / nullif(counts.known_count, 0)
        + 1.0 / nullif(fits.sample_size * (1 - moments.missing_share), 0) as variance,
        0.25 / nullif(counts.customer_count, 0) + 0.25 / fits.sample_size as share_variance,
        stability.bin_count - 1 as freedom
    from {{ ref('feature_counts') }} as counts
    cross join {{ ref('monitoring_day') }} as day
    inner join {{ ref('segmentation_fits') }} as fits on counts.fit_id = fits.fit_id
    inner join {{ ref('feature_catalogue') }} as catalogue on counts.feature = catalogue.feature
    left join {{ ref('feature_moments') }} as moments
        on counts.fit_id = moments.fit_id
        and counts.feature = moments.feature
    left join {{ ref('feature_stability') }} as stability
        on counts.segmentation = stability.segmentation
        and counts.feature = stability.feature
),

judged as (
    select
        *,
        missing_share - missing_share_at_fit as missing_share_change,
        {{ worst_status([
            index_status,
            beyond('mean_shift', 'mean_shift', '3 * sqrt(variance)'),
            beyond('missing_share_change', '(missing_share - missing_share_at_fit)', '3 * sqrt(share_variance)'),
        ]) | indent(8) }} as raw_status
    from measured
),

described as (
    select
        *,
        concat(
            'population stability index ',
            coalesce({{ readable_number('population_stability_index') | indent(12) }}, 'unknown'),
            case
                when mean_shift is null then ''
                else concat(
                    ', mean ', {{ readable_number('abs(mean_shift)') | indent(20) }},
                    ' standard deviations ', {{ more_or_less('mean_shift', 'higher', 'lower') }}
                )
            end,
            ', unknown for ', {{ readable_share('missing_share') | indent(12) }},
            ' of the customers instead of ', {{ readable_share('missing_share_at_fit') | indent(12) }}
        ) as figures
    from judged
)

select
    as_of_date,
    segmentation,
    feature,
    fit_id,
    fitted_on,
    customer_count,
    population_stability_index,
    mean_shift,
    missing_share,
    missing_share_change,
    case when is_window_filling then 'ok' else raw_status end as status,
    case
        when missing_share_at_fit is null then concat(
            'The fit of ', {{ date_text('fitted_on') }}, ' did not store how ', feature,
            ' is distributed; the next fit will.'
        )
        when is_window_filling then concat(
            'Window still filling: the fit of ', {{ date_text('fitted_on') }}, ' had fewer than the ',
            cast(window_days as {{ dbt.type_string() }}), ' days of ', feature, '; since then: ', figures, '.'
        )
        when raw_status = 'ok' then concat(
            feature, ' is distributed as at the fit of ', {{ date_text('fitted_on') }}, ': ', figures, '.'
        )
        else concat(
            feature, ' has drifted since the fit of ', {{ date_text('fitted_on') }}, ': ', figures,
            '. Check the inputs of this feature; if customers did change, fit ', segmentation, ' again.'
        )
    end as sentence
from described
