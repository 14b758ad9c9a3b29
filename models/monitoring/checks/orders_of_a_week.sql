-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

with weeks as (
    select
        cast(floor(days_ago / 7.0) as bigint) as weeks_ago,
        sum(order_count) as order_count
    from {{ ref('recent_days') }}
    group by cast(floor(days_ago / 7.0) as bigint)
),

usual as (
    select
        median(cast(order_count as double)) as order_count,
        min(order_count) as fewest,
        max(order_count) as most
    from weeks
    where weeks_ago >= 2
),

compared as (
    select
        weeks.order_count,
        usual.order_count as usual_count,
        -- How often the week goes into its usual orders, or they into it, and how often any week of the eight did.
        case
            when weeks.order_count < usual.order_count
                then {{ ratio('usual.order_count', 'greatest(weeks.order_count, 1)') }}
            else {{ ratio('weeks.order_count', 'usual.order_count') }}
        end as factor,
        case
            when weeks.order_count < usual.order_count
                then {{ ratio('usual.order_count', 'greatest(usual.fewest, 1)') }}
            else {{ ratio('usual.most', 'usual.order_count') }}
        end as usual_factor,
        1 + 6 / sqrt(nullif(usual.order_count, 0)) as noise
    from weeks
    cross join usual
    where weeks.weeks_ago = 0
)

select
    'orders' as measure,
    cast(null as date) as observed_on,
    cast(order_count as double) as value,
    usual_count as usual_value,
    {{ beyond('input_factor', 'factor', 'greatest(usual_factor, noise)') }} as status,
    concat(
        'The last 7 days have ', {{ readable_number('order_count') | indent(8) }}, ' orders; a week usually has ',
        {{ readable_number('usual_count') | indent(8) }}, '.'
    ) as happened,
    'Check whether orders are missing or were loaded twice; a sale or a season explains more, too.' as remedy
from compared
