{% set mapping = input_mapping('order_lines') %}

with as_of as (
    select *
    from {{ ref('as_of') }}
),

-- Without an order there is nothing to observe, and the build says what became of the rows.
refusals as (
    select
        rejection_reason,
        count(*) as row_count
    from {{ ref('checked_order_lines') }}
    group by rejection_reason
),

no_usable_order as (
    select
        concat(
            'order_lines: no usable order in {{ mapping_name(mapping) }}; its rows: ',
            {{ dbt.listagg(
                "concat(cast(row_count as " ~ dbt.type_string() ~ "), ' ', coalesce(rejection_reason, 'kept'))",
                "', '", "order by row_count desc, rejection_reason"
            ) }},
            '; inputs.rejected_rows has each of them.'
        ) as message
    from refusals
),

-- What the features of a date are computed from: the orders up to it ...
order_days as (
    select
        ordered_on,
        {{ rows_fingerprint(whole_row('orders')) }} as fingerprint
    from {{ ref('orders') }} as orders -- noqa: AL05
    group by ordered_on
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
        and month_ends.as_of_date >= (select min(order_days.ordered_on) from order_days)
    union all
    select as_of_date
    from as_of
),

-- ... and every other input.
others as (
    select sum(fingerprint) as fingerprint
    from (
        {%- for table in ['stg_customers', 'stg_products', 'stg_campaign_responses', 'category_groups'] %}
        select {{ rows_fingerprint(whole_row('other')) }} as fingerprint
        from {{ ref(table) }} as other -- noqa: AL05
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as other_fingerprints
)

select
    case
        when min(order_days.ordered_on) is null
            then cast({{ raise_in_query('max(no_usable_order.message)') }} as date)
        else dates.as_of_date
    end as as_of_date,
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
cross join no_usable_order
group by dates.as_of_date
