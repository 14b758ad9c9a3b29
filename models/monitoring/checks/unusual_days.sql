-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

with daily as (
    {%- for measure in ['lines_per_order', 'price'] %}
    select
        '{{ measure }}' as measure,
        ordered_on,
        days_ago,
        ln({{ measure }}) as value,
        -- The usual is the median of the same weekday: of eight of them.
        median(case when days_ago >= 14 then ln({{ measure }}) end) over (partition by weekday) as usual_value
    from {{ ref('recent_days') }}
    where {{ measure }} > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Half of the usual days are nearer than the median distance; six standard deviations are beyond chance.
spreads as (
    select
        measure,
        6 * 1.4826 * median(abs(value - usual_value)) as noise
    from daily
    where days_ago >= 14
    group by measure
),

ranked as (
    select
        daily.*,
        spreads.noise,
        row_number() over (
            partition by daily.measure
            order by abs(daily.value - daily.usual_value) desc nulls last, daily.days_ago
        ) as rank_by_distance
    from daily
    inner join spreads on daily.measure = spreads.measure
    where daily.days_ago < 14
),

factors as (
    select
        measure,
        ordered_on,
        exp(value) as value,
        exp(usual_value) as usual_value,
        exp(value - usual_value) as factor,
        {{ beyond('input_factor', 'exp(abs(value - usual_value))', 'exp(noise)') }} as status
    from ranked
    where rank_by_distance = 1
)

select
    measure,
    ordered_on as observed_on,
    value,
    usual_value,
    status,
    concat(
        case measure when 'price' then 'Prices on ' else 'Lines per order on ' end, {{ date_text('ordered_on') }},
        ' are about ', {{ readable_number('factor') | indent(8) }}, ' times what is usual on that day of the week (',
        {{ readable_number('value') | indent(8) }}, ' instead of ',
        {{ readable_number('usual_value') | indent(8) }}, ').'
    ) as happened,
    case
        when measure = 'price' and (factor between 80 and 125 or factor between 0.008 and 0.0125)
            then 'Check whether the amounts of that day are in cents, or in another currency.'
        when measure = 'price' then 'Check the amounts of that day; a sale explains lower ones.'
        else 'Check whether lines of that day were loaded twice, or are missing.'
    end as remedy
from factors
