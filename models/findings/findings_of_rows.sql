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
union all
select
    '{{ input }}' as input,
    kinds.kind,
    '' as subject,
    case kinds.kind
        when 'rows_given' then counts.rows_given
        when 'rows_kept' then counts.rows_kept
        when 'unreadable_optional_values' then counts.unreadable_optional_values
        else counts.rows_given
    end as row_count,
    cast(null as bigint) as customer_count,
    cast(null as decimal(38, 4)) as revenue,
    case kinds.kind
        when 'unreadable_optional_values' then counts.rows_kept
        when 'rows_given' then counts.rows_given
        when 'rows_kept' then counts.rows_given
    end as base_count,
    cast(null as {{ dbt.type_string() }}) as details
from (
    select
        count(*) as rows_given,
        {{ count_if('rejection_reason is null') }} as rows_kept,
        {{ sum_if('rejection_reason is null', 'unreadable_value_count') }} as unreadable_optional_values
    from {{ ref('checked_' ~ input) }}
) as counts
cross join (
    select 'rows_given' as kind
    union all
    select 'rows_kept' as kind
    union all
    select 'unreadable_optional_values' as kind
    {%- if input in unused_inputs() %}
    union all
    select 'feeds_nothing' as kind
    {%- endif %}
) as kinds
{%- endfor %}
