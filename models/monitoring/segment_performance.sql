-- noqa: disable=LT02
{% set by_date = 'partition by measured.segmentation, measured.segment_id order by measured.as_of_date' %}
with measured as (
    select
        *,
        {{ ratio('ordering_count', 'customers_before') }} as retention,
        {{ ratio('net_revenue', 'order_count') }} as average_order_value,
        {{ ratio('revenue_before_of_joined', 'joined_count') }} as revenue_before_joining,
        {{ ratio('revenue_after_of_joined', 'joined_count') }} as revenue_after_joining,
        -- A season that moves all segments is no news about one of them.
        {{ ratio(
            'sum(ordering_count) over (partition by as_of_date, segmentation)',
            'sum(customers_before) over (partition by as_of_date, segmentation)'
        ) }} as retention_of_all
    from {{ ref('performance_parts') }}
),

compared as (
    select
        measured.*,
        periods.is_whole_month,
        lag(measured.retention) over ({{ by_date }}) as retention_before,
        lag(measured.retention_of_all) over ({{ by_date }}) as retention_of_all_before,
        lag(measured.customers_before) over ({{ by_date }}) as customers_then,
        measured.as_of_date = max(measured.as_of_date) over () as is_latest
    from measured
    inner join {{ ref('performance_dates') }} as periods on measured.as_of_date = periods.as_of_date
),

judged as (
    select
        *,
        (retention - retention_before) - (retention_of_all - retention_of_all_before) as retention_change
    from compared
),

described as (
    select
        *,
        case
            when not is_whole_month then 'ok'
            else {{ beyond(
                'health_change', 'least(retention_change, 0)',
                '3 * sqrt(0.25 / nullif(customers_before, 0) + 0.25 / nullif(customers_then, 0))'
            ) | indent(12) }}
        end as status,
        concat(
            {{ readable_number('customer_count') | indent(12) }}, ' customers with ',
            {{ readable_number('order_count') | indent(12) }}, ' orders and a revenue of ',
            {{ readable_number('net_revenue') | indent(12) }},
            case
                when retention is null then ''
                else concat(
                    '; ', {{ readable_share('retention') | indent(20) }},
                    ' of those who were in it when the month began have ordered'
                )
            end
        ) as figures
    from judged
)

select
    as_of_date,
    segmentation,
    segment_id,
    customer_count,
    order_count,
    cast(net_revenue as decimal(38, 4)) as net_revenue,
    retention,
    average_order_value,
    joined_count as joined_customers,
    revenue_before_joining,
    revenue_after_joining,
    status,
    case
        when not is_whole_month then concat('Window still filling: the month is not over. So far: ', figures, '.')
        when status = 'ok' then concat(figures, '.')
        else concat(
            figures, ', against ', {{ readable_share('retention_before') | indent(12) }},
            ' the month before, and a change of ',
            {{ readable_share('retention_of_all - retention_of_all_before') | indent(12) }},
            ' in all segments. Check what these customers were sent, or could not buy.'
        )
    end as sentence
from described
