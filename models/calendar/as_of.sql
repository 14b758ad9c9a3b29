-- noqa: disable=ST02
{{ config(pre_hook="{{ refuse_unreadable('ordered_at', ref('given_order_months') ~ ' where last_ordered_on is not null') }}") }}
{% set mapping = input_mapping('order_lines') %}
{% set as_of_date = as_of_date_literal() %}

with months as (
    select *
    from {{ ref('given_order_months') }}
),

running as (
    select
        first_ordered_on,
        last_ordered_on,
        lead(first_ordered_on) over (order by ordered_month) as next_ordered_on,
        sum(line_count) over (order by ordered_month) as lines_so_far,
        sum(line_count) over () as lines_in_all
    from months
    where last_ordered_on is not null
),

-- Starting with the month of the median order, the result is the first day that is followed by no order within 366
-- days. A lone order in 2099 is thus ignored as a typing error, without reading the clock.
last_order as (
    select
        min(
            case
                when lines_so_far * 2 >= lines_in_all
                    and coalesce({{ days_between('last_ordered_on', 'next_ordered_on') }}, 367) > 366
                    then last_ordered_on
            end
        ) as last_ordered_on,
        min(first_ordered_on) as first_ordered_on
    from running
),

messages as (
    select
        concat(
            'order_lines: no usable order in {{ mapping_name(mapping) }}: ',
            case
                when sum(months.line_count) is null then 'it has no rows'
                else concat('none of its ', sum(months.line_count), ' rows has a readable ordered_at')
            end,
            case
                when max(months.unreadable_value) <> ''
                    then concat(' (one is written ''', {{ shape_of('max(months.unreadable_value)') }}, ''')')
                else ''
            end,
            '; map a column with times such as 2024-12-31 10:00:00 under vars: inputs: order_lines.'
        ) as no_usable_order,
        concat(
            'order_lines: no usable order on or before as_of_date {{ var('as_of_date') }}; the first is on ',
            max(last_order.first_ordered_on), '.'
        ) as no_order_yet
    from last_order
    left join months on true
)

select
    case
        when last_order.last_ordered_on is null
            then cast({{ raise_in_query('messages.no_usable_order') }} as date)
        {%- if as_of_date %}
        when last_order.first_ordered_on > {{ as_of_date }}
            then cast({{ raise_in_query('messages.no_order_yet') }} as date)
        {%- endif %}
        else {{ as_of_date or 'last_order.last_ordered_on' }}
    end as as_of_date,
    cast({{ 'true' if as_of_date else 'false' }} as boolean) as is_given
from last_order
cross join messages
