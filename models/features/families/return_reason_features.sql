{{ built_if_given(['order_lines.return_reason']) }}
-- depends_on: {{ ref('observation_dates') }}
with reasons as (
    select
        customer_id,
        return_reason,
        sum(line_count) as line_count
    from ({{ events_until_part_date('return_reasons', 'returned_on', window_days=365) }}) as events
    group by customer_id, return_reason
),

ranked as (
    select
        *,
        row_number() over (partition by customer_id order by line_count desc, return_reason asc) as reason_rank
    from reasons
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    max(case when reason_rank = 1 then return_reason end) as top_return_reason_365d,
    {{ ratio('max(line_count)', 'sum(line_count)') }} as top_return_reason_share_365d
from ranked
group by customer_id
