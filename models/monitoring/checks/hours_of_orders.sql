-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

-- The share of the orders in other hours than usual, if the usual day began some hours later.
with distances as (
    select
        mod(now.hour_of_day - usual.hour_of_day + 24, 24) as shift_hours,
        round({{ ordered_sum('abs(now.order_share - usual.usual_share)', ['now.hour_of_day']) }} / 2, 9) as mix_change
    from {{ ref('recent_hours') }} as now
    cross join {{ ref('recent_hours') }} as usual
    group by mod(now.hour_of_day - usual.hour_of_day + 24, 24)
),

ranked as (
    select
        *,
        row_number() over (order by mix_change nulls last, shift_hours) as rank_by_distance,
        max(case when shift_hours = 0 then mix_change end) over () as unshifted_change
    from distances
),

noises as (
    select 0.5 * sqrt(24.0 / nullif(sum(order_count), 0)) as noise
    from {{ ref('recent_hours') }}
),

compared as (
    select
        ranked.*,
        noises.noise
    from ranked
    cross join noises
    where ranked.rank_by_distance = 1
)

select
    'hour_of_day' as measure,
    cast(null as date) as observed_on,
    unshifted_change as value,
    cast(0 as double) as usual_value,
    {{ beyond('mix_change', 'unshifted_change', 'noise') }} as status,
    concat(
        {{ readable_share('coalesce(unshifted_change, 0)') | indent(8) }},
        ' of the orders of the last 7 days are in other hours of the day than usual',
        case
            when shift_hours = 0 or mix_change > unshifted_change / 2 then ''
            when shift_hours <= 12 then concat(
                ', about ', cast(shift_hours as {{ dbt.type_string() }}), ' hours later'
            )
            else concat(', about ', cast(24 - shift_hours as {{ dbt.type_string() }}), ' hours earlier')
        end,
        '.'
    ) as happened,
    'Check the time zone of the orders (var time_zone).' as remedy
from compared
