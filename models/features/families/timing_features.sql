-- noqa: disable=LT02
-- depends_on: {{ ref('observation_dates') }}
with purchases as (
    select
        *,
        {{ iso_weekday('ordered_on') }} as weekday,
        extract(hour from ordered_at) as hour_of_day,
        extract(quarter from ordered_on) as quarter_of_year
    from ({{ events_until_part_date('orders', window_days=365) }}) as events
    where is_purchase
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    {{ ratio(count_if('weekday >= 6'), 'count(*)') }} as weekend_order_share_365d,
    {{ ratio(count_if('hour_of_day >= 5 and hour_of_day < 12'), 'count(*)') }} as morning_order_share_365d,
    {{ ratio(count_if('hour_of_day >= 12 and hour_of_day < 17'), 'count(*)') }} as afternoon_order_share_365d,
    {{ ratio(count_if('hour_of_day >= 17 and hour_of_day < 22'), 'count(*)') }} as evening_order_share_365d,
    {{ ratio(count_if('hour_of_day >= 22 or hour_of_day < 5'), 'count(*)') }} as night_order_share_365d,
    {%- for quarter in [1, 2, 3, 4] %}
    {{ ratio(count_if('quarter_of_year = ' ~ quarter), 'count(*)') }}
        as q{{ quarter }}_order_share_365d{{ ',' if not loop.last }}
    {%- endfor %}
from purchases
group by customer_id
