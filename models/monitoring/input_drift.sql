{% set checks = [
    'days_without_orders', 'orders_of_a_week', 'unusual_days', 'hours_of_orders', 'orders_of_a_store', 'renamed_categories'
] %}
with found as (
    {%- for check in checks %}
    select
        measure,
        observed_on,
        value,
        usual_value,
        status,
        happened,
        remedy
    from {{ ref(check) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

judged as (
    select
        found.*,
        day.as_of_date,
        -- Categories are compared with the build before, the others with eight weeks and the two after.
        found.measure <> 'categories'
        and {{ days_between('day.first_ordered_on', 'day.as_of_date') }} < 69 as is_filling
    from found
    cross join {{ ref('monitoring_day') }} as day
)

select
    as_of_date,
    measure,
    observed_on,
    value,
    usual_value,
    case when is_filling then 'ok' else status end as status,
    case
        when is_filling then 'Window still filling: there are fewer than ten weeks of orders.'
        when status = 'ok' then happened
        else concat(happened, ' ', remedy)
    end as sentence
from judged
