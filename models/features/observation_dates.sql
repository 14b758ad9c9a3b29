-- noqa: disable=LT02
-- Findings that fail the build stop it before anything is learned from the inputs.
-- depends_on: {{ ref('input_findings') }}
{{ config(pre_hook="{{ refuse_unreadable('amount', ref('stg_order_lines')) }}") }}
{% set mapping = input_mapping('order_lines') %}

with as_of as (
    select *
    from {{ ref('as_of') }}
),

-- Without a usable order there is no date to describe: the build stops and says why the rows were rejected.
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

first_order as (
    select min(ordered_on) as ordered_on
    from {{ ref('orders') }}
),

month_ends as (
    {%- for months_back in range(whole_number_var('history_months', 1200) + 1) %}
    select {{ dbt.last_day(dbt.dateadd('month', -months_back, 'as_of_date'), 'month') }} as as_of_date
    from as_of
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

dates as (
    select month_ends.as_of_date
    from month_ends
    cross join as_of
    cross join first_order
    where month_ends.as_of_date < as_of.as_of_date
        and month_ends.as_of_date >= first_order.ordered_on
    union all
    select as_of_date
    from as_of
),

-- The data behind the features of a date: the orders of the months up to it ...
happenings as (
    select
        ordered_month as happened_on,
        'orders' as kind,
        {{ rows_fingerprint('lines_digest') }} as fingerprint
    from {{ ref('order_months') }}
    where ordered_month > {{ month_of('null') }}
    group by ordered_month
    union all
    {%- set signals = given_inputs(event_inputs()) %}
    {%- if signals %}
    select
        happened_month as happened_on,
        'signals' as kind,
        {{ rows_fingerprint((signals | join('_digest, ')) ~ '_digest') }} as fingerprint
    from {{ ref('event_months') }}
    where happened_month > {{ month_of('null') }}
    group by happened_month
    union all
    {%- endif %}
    -- ... the customers known by then, and their attributes.
    select
        known_from as happened_on,
        'customers' as kind,
        {{ rows_fingerprint('customer_id') }} as fingerprint
    from {{ ref('known_customers') }}
    group by known_from
    union all
    select
        known.known_from as happened_on,
        'descriptions' as kind,
        {{ rows_fingerprint(whole_row('customers')) }} as fingerprint
    from {{ ref('known_customers') }} as known
    inner join {{ ref('stg_customers') }} as customers on known.customer_id = customers.customer_id
    group by known.known_from
    {%- if input_mapping('area_attributes') is not none or not execute %}
    union all
    select
        coalesce(cast(areas.dated_at as date), cast('0001-01-01' as date)) as happened_on,
        'descriptions' as kind,
        {{ rows_fingerprint(whole_row('areas')) }} as fingerprint
    from {{ ref('stg_area_attributes') }} as areas
    group by coalesce(cast(areas.dated_at as date), cast('0001-01-01' as date))
    {%- endif %}
),

fingerprints as (
    select
        dates.as_of_date,
        {%- for kind in ['orders', 'signals', 'customers', 'descriptions'] %}
        sum(case when happenings.kind = '{{ kind }}' then happenings.fingerprint else 0 end)
            as {{ kind }}{{ ',' if not loop.last }}
        {%- endfor %}
    from dates
    left join happenings on dates.as_of_date >= happenings.happened_on
    group by dates.as_of_date
)

select
    case
        when first_order.ordered_on is null
            then cast({{ raise_in_query('no_usable_order.message') }} as date)
        else prints.as_of_date
    end as as_of_date,
    prints.as_of_date = max(prints.as_of_date) over () as is_latest,
    md5(concat(prints.orders, '|', prints.signals, '|', prints.customers)) as events_digest,
    md5(
        concat(prints.orders, '|', prints.signals, '|', prints.customers, '|', prints.descriptions)
    ) as features_digest
from fingerprints as prints
cross join first_order
cross join no_usable_order
