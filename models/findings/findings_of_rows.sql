-- noqa: disable=ST05
{{ config(materialized='ephemeral') }}

{%- for input in input_contract() if input_mapping(input) %}
{%- set contract = input_contract()[input] %}
{{ 'union all' if not loop.first }}
select
    '{{ input }}' as input,
    reasons.kind,
    reasons.subject,
    coalesce(rejected.row_count, 0) as row_count,
    rejected.customer_count,
    rejected.revenue,
    totals.row_count as base_count,
    cast(null as {{ dbt.type_string() }}) as details
from (
    {%- for reason in rejection_reasons(input) %}
    {%- set kinds = 'missing|placeholder|default|zoned|unreadable|future|duplicate' %}
    {%- set subject = modules.re.match('(' ~ kinds ~ ')_(.*)', reason) %}
    select
        '{{ reason }}' as reason,
        '{{ subject.group(1) if subject else reason }}' as kind,
        '{{ subject.group(2) if subject else '' }}' as subject
    {{ 'union all' if not loop.last }}
    {%- endfor %}
) as reasons
cross join (select count(*) as row_count from {{ ref('checked_' ~ input) }}) as totals
left join (
    select
        rejection_reason,
        count(*) as row_count,
        {{ 'count(distinct customer_id)' if 'customer_id' in contract['columns'] else 'cast(null as bigint)' }}
            as customer_count,
        {{ 'sum(amount)' if 'amount' in contract['columns'] else 'cast(null as decimal(38, 4))' }} as revenue
    from {{ ref('checked_' ~ input) }}
    where rejection_reason is not null
    group by rejection_reason
) as rejected on reasons.reason = rejected.rejection_reason
{%- set counts = {
    'rows_given': ['rows_given', 'rows_given'],
    'rows_kept': ['rows_kept', 'rows_given'],
    'unreadable_optional_values': ['unreadable_optional_values', 'rows_kept'],
} %}
{%- for kind, count in counts.items() %}
union all
select {{ finding(kind, count[0], of=count[1], input=input) }}
from (
    select
        count(*) as rows_given,
        {{ count_if('rejection_reason is null') }} as rows_kept,
        {{ sum_if('rejection_reason is null', 'unreadable_value_count') }} as unreadable_optional_values
    from {{ ref('checked_' ~ input) }}
) as counts
{%- endfor %}
{%- if 'event_time' in contract %}
union all
select {{ finding('last_row', 'days_ago', input=input, details='last_on') }}
from (
    select
        {{ days_between('cast(max(given.' ~ contract.event_time ~ ') as date)', 'max(as_of.as_of_date)') }} as days_ago,
        cast(cast(max(given.{{ contract.event_time }}) as date) as {{ dbt.type_string() }}) as last_on
    from {{ ref('checked_' ~ input) }} as given
    cross join {{ ref('as_of') }} as as_of
    where given.rejection_reason is null
) as latest
{%- endif %}
{%- endfor %}
