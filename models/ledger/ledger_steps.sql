-- noqa: disable=LT02
with declared as (
    {%- for classification in classifications() %}
    select
        '{{ classification.name }}' as classification,
        cast({{ classification.switch_margin }} as double) as switch_margin,
        cast({{ classification.minimum_days }} as bigint) as minimum_days,
        '{{ classification.settings_digest }}' as settings_digest
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

known as (
    select
        days.classification,
        max(days.observed_on) as last_observed_on,
        max(case when days.observed_on < as_of.as_of_date then days.observed_on end) as previous_on
    from {{ ref('ledger_days') }} as days
    cross join {{ ref('as_of') }} as as_of
    group by days.classification
),

-- A classification without a published day is filled back over the month ends. A look adds nothing, nor does a day
-- before the last one.
due as (
    select
        declared.*,
        dates.as_of_date,
        dates.as_of_date < as_of.as_of_date as is_backfilled,
        case
            when known.classification is not null then known.previous_on
            else lag(dates.as_of_date) over (partition by declared.classification order by dates.as_of_date)
        end as previous_on
    from declared
    cross join {{ ref('observation_dates') }} as dates
    cross join {{ ref('as_of') }} as as_of
    left join known on declared.classification = known.classification
    where not as_of.is_look
        and (
            known.classification is null
            or (dates.is_latest and as_of.as_of_date >= known.last_observed_on)
        )
),

fits as (
    select
        segmentation as classification,
        as_of_date,
        fit_id
    from {{ ref('scoring_fits') }}
    union all
    select
        'rfm_class' as classification,
        as_of_date,
        {{ cut_points_id('cut_points_as_of_date', "'" ~ rfm_settings().digest ~ "'") }} as fit_id
    from {{ ref('rfm_dates') }}
)

select
    due.classification,
    due.as_of_date,
    due.previous_on,
    due.is_backfilled,
    due.switch_margin,
    due.minimum_days,
    due.settings_digest,
    coalesce(before.settings_digest, due.settings_digest) as previous_settings_digest,
    fits.fit_id,
    coalesce(before.fit_id, earlier_fits.fit_id) as previous_fit_id
from due
left join fits
    on due.classification = fits.classification
    and due.as_of_date = fits.as_of_date
left join fits as earlier_fits
    on due.classification = earlier_fits.classification
    and due.previous_on = earlier_fits.as_of_date
left join {{ ref('ledger_days') }} as before
    on due.classification = before.classification
    and due.previous_on = before.observed_on
