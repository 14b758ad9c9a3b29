-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

-- Nothing is said of fewer than 30 orders, and of a store that opened weeks ago. Where the whole shop has more than
-- usual, a store may have more by as much. A store is compared with a good week: its mean and one standard deviation.
with factors as (
    select
        *,
        case
            when order_count < 30 then null
            when week_count >= 8
                then order_count / (usual_count + usual_deviation)
                    / greatest(1, coalesce({{ ratio('order_count_of_all', 'usual_count_of_all') }}, 1))
            -- 30 orders of a store that had none for nine weeks count as twice as many as it can have.
            when last_ordered_on is not null then {{ ratio('order_count', '15') }}
        end as factor,
        case
            when week_count > 0 then (usual_count + 4 * usual_deviation) / (usual_count + usual_deviation)
            else 2
        end as noise
    from {{ ref('recent_stores') }}
),

ranked as (
    select
        *,
        {{ beyond('input_factor', 'factor', 'noise') }} as status,
        row_number() over (
            order by case when factor >= noise then 0 else 1 end asc, factor desc nulls last, store_id asc
        ) as rank_by_factor,
        {{ count_if('factor >= noise and factor >= ' ~ monitoring_settings().input_factor.watch) }} over ()
            as store_count
    from factors
)

select
    'orders_of_a_store' as measure,
    cast(null as date) as observed_on,
    cast(order_count as double) as value,
    cast(usual_count as double) as usual_value,
    status,
    case
        when status = 'ok' then 'No store has unusually many orders in the last 7 days.'
        else concat(
            'Store ', store_id, ' has ', {{ readable_number('order_count') | indent(12) }},
            ' orders in the last 7 days; ',
            case
                when week_count = 0 then concat('before, it sold last on ', {{ date_text('last_ordered_on') }})
                else concat('a week usually has ', {{ readable_number('usual_count') | indent(20) }})
            end,
            case
                when store_count > 1
                    then concat('; the same is true of ', cast(store_count - 1 as {{ dbt.type_string() }}), ' more')
                else ''
            end,
            '.'
        )
    end as happened,
    'Check whether the orders of another store come under this id.' as remedy
from ranked
where rank_by_factor = 1
