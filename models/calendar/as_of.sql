-- noqa: disable=ST02
{{ config(
    pre_hook="{{ refuse_unreadable('ordered_at', ref('given_order_months') ~ ' where last_ordered_on is not null') }}"
) }}
{% set mapping = input_mapping('order_lines') %}
{% set as_of_date = as_of_date_literal() %}

with months as (
    select *
    from {{ ref('given_order_months') }}
),

-- Months that no year without an order parts from each other.
gaps as (
    select
        *,
        sum(line_count) over () as lines_in_all,
        sum(line_count) over (order by ordered_month) as lines_so_far,
        case
            when {{ days_between('lag(last_ordered_on) over (order by ordered_month)', 'first_ordered_on') }} > 366
                then 1
            else 0
        end as is_after_gap
    from months
    where last_ordered_on is not null
),

periods as (
    select
        period_number,
        min(first_ordered_on) as first_ordered_on,
        max(last_ordered_on) as last_ordered_on,
        sum(line_count) as line_count,
        max(lines_so_far) as lines_so_far,
        max(lines_in_all) as lines_in_all
    from (
        select
            *,
            sum(is_after_gap) over (order by ordered_month) as period_number
        from gaps
    ) as numbered
    group by period_number
),

-- The last period of trade: that of the median order, or a later one with more than a few orders. A lone order in 2099
-- is thus ignored as a typing error, without reading the clock, and a shop that paused for more than a year goes on.
last_order as (
    select
        max(
            case
                when (line_count >= 10 and line_count * 50 >= lines_in_all)
                    or (lines_so_far * 2 >= lines_in_all and (lines_so_far - line_count) * 2 < lines_in_all)
                    then last_ordered_on
            end
        ) as last_ordered_on,
        min(first_ordered_on) as first_ordered_on
    from periods
),

messages as (
    select
        concat(
            'order_lines: no usable order in {{ mapping_name(mapping) }}: ',
            case
                when sum(months.line_count) is null then 'it has no rows'
                else concat('none of its ', sum(months.line_count), ' rows has a readable ordered_at')
            end,
            '; map a column with times such as 2024-12-31 10:00:00 under vars: inputs: order_lines.'
        ) as no_usable_order,
        concat(
            'order_lines: no usable order on or before as_of_date {{ var('as_of_date') }}; the first is on ',
            max(last_order.first_ordered_on), '.'
        ) as no_order_yet,
        concat(
            'as_of_date {{ var('as_of_date') }} is more than a month after the last order ',
            '({{ mapping_name(mapping) }}), on ',
            max(last_order.last_ordered_on),
            '; correct the day, or set the var allow_late_as_of_date if nobody has ordered since.'
        ) as late_day
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
        {%- if not boolean_var('allow_late_as_of_date') %}
        when {{ days_between('last_order.last_ordered_on', as_of_date) }} > 31
            then cast({{ raise_in_query('messages.late_day') }} as date)
        {%- endif %}
        {%- endif %}
        else {{ as_of_date or 'last_order.last_ordered_on' }}
    end as as_of_date,
    cast({{ 'true' if as_of_date else 'false' }} as boolean) as is_given,
    -- A look at an earlier day leaves nothing that later builds would use.
    {%- set builds = built_before('builds') if as_of_date and not boolean_var('keep_look') else none %}
    {%- if builds %}
    coalesce({{ as_of_date }} < (select max(builds.as_of_date) from {{ builds }} as builds), false) as is_look
    {%- else %}
    false as is_look
    {%- endif %}
from last_order
cross join messages
{%- if flags.EMPTY %}
where last_order.last_ordered_on is not null
{%- endif %}
