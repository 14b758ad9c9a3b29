with as_of as (
    select *
    from {{ ref('as_of') }}
),

month_ends as (
    {%- for months_back in range(non_negative_var('history_months') + 1) %}
    select {{ dbt.last_day(dbt.dateadd('month', -months_back, 'as_of_date'), 'month') }} as as_of_date
    from as_of
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

dates as (
    select month_ends.as_of_date
    from month_ends
    cross join as_of
    where month_ends.as_of_date < as_of.as_of_date
        and month_ends.as_of_date >= as_of.first_ordered_on
    union all
    select as_of_date
    from as_of
),

-- What the features of a date are computed from: the orders up to it, and every other input.
order_days as (
    select
        ordered_on,
        sum(fingerprint) as fingerprint
    from (
        select
            ordered_on,
            {{ exact_hash('orders') }} as fingerprint
        from {{ ref('orders') }} as orders -- noqa: AL05
    ) as order_fingerprints
    group by ordered_on
),

others as (
    select sum(fingerprint) as fingerprint
    from (
        {%- for table in ['stg_customers', 'stg_products', 'stg_campaign_responses', 'category_groups'] %}
        select {{ exact_hash('other') }} as fingerprint
        from {{ ref(table) }} as other -- noqa: AL05
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as other_fingerprints
)

select
    dates.as_of_date,
    dates.as_of_date = max(dates.as_of_date) over () as is_latest,
    md5(
        concat(
            coalesce(cast(sum(order_days.fingerprint) as {{ dbt.type_string() }}), ''),
            '|', coalesce(cast(max(others.fingerprint) as {{ dbt.type_string() }}), ''),
            '|', '{{ local_md5(tojson([var('lifecycle'), var('category_groups'), feature_code_digest()])) }}'
        )
    ) as input_fingerprint
from dates
left join order_days on dates.as_of_date >= order_days.ordered_on
cross join others
group by dates.as_of_date
