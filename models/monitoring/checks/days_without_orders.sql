-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

-- A weekday is open if it usually has five orders and more.
with usual as (
    select
        weekday,
        median(cast(order_count as double)) as order_count
    from {{ ref('recent_days') }}
    where days_ago >= 14
    group by weekday
),

days as (
    select
        recent.ordered_on,
        recent.days_ago,
        usual.order_count as usual_count,
        recent.order_count,
        coalesce(
            min(case when recent.order_count > 0 then recent.days_ago end) over (), 14
        ) as days_since_last_order
    from {{ ref('recent_days') }} as recent
    inner join usual on recent.weekday = usual.weekday
    where recent.days_ago < 14
),

missing as (
    select
        {{ count_if('days_ago < days_since_last_order') }} as days_at_end,
        {{ count_if('days_ago >= days_since_last_order') }} as days_between,
        min(case when days_ago < days_since_last_order then ordered_on end) as end_from,
        min(case when days_ago >= days_since_last_order then ordered_on end) as between_from,
        max(case when days_ago >= days_since_last_order then ordered_on end) as between_to,
        sum(case when days_ago < days_since_last_order then usual_count end) as usual_at_end,
        sum(case when days_ago >= days_since_last_order then usual_count end) as usual_between
    from days
    where order_count = 0
        and usual_count >= 5
)

select
    'last_order' as measure,
    end_from as observed_on,
    cast(days_at_end as double) as value,
    cast(0 as double) as usual_value,
    {{ beyond('days_without_orders', 'days_at_end') }} as status,
    case
        when days_at_end = 0 then 'The orders reach up to the day of the build.'
        else concat(
            'No order since ', {{ date_text('end_from') }}, ': open days without one are ',
            cast(days_at_end as {{ dbt.type_string() }}), ', on which ',
            {{ readable_number('usual_at_end') | indent(12) }}, ' orders are usual.'
        )
    end as happened,
    'Check whether the feed of orders still runs.' as remedy
from missing
union all
select
    'days_without_orders' as measure,
    between_from as observed_on,
    cast(days_between as double) as value,
    cast(0 as double) as usual_value,
    {{ beyond('days_without_orders', 'days_between') }} as status,
    case
        when days_between = 0 then 'No open day of the last 14 is without an order before the last one.'
        else concat(
            'Open days without an order from ', {{ date_text('between_from') }}, ' to ',
            {{ date_text('between_to') }}, ': ', cast(days_between as {{ dbt.type_string() }}), ', on which ',
            {{ readable_number('usual_between') | indent(12) }}, ' orders are usual.'
        )
    end as happened,
    'Check whether the orders of these days were loaded.' as remedy
from missing
