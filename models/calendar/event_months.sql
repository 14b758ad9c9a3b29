{{ built_if_given(event_inputs(), 'table') }}
-- Whether an event in the future is rejected depends on the day of the build, so that day is part of the digest of its
-- month.
with months as (
    {%- for input in given_inputs(event_inputs()) %}
    {%- set mapping = input_mapping(input) %}
    {%- set happened_at = readable(read_column(mapping, input_contract()[input].event_time, 'timestamp'), 'timestamp') %}
    select
        '{{ input }}' as input,
        {{ month_of('happened_at') }} as happened_month,
        cast(max(happened_at) as date) as last_happened_on,
        {{ rows_fingerprint('event_fingerprint') }} as fingerprint
    from (
        select
            {{ happened_at | indent(12) }} as happened_at,
            {{ row_fingerprint(whole_row('given_row_')) }} as event_fingerprint
        from {{ input_relation(mapping) }} as given_row_
    ) as events
    group by {{ month_of('happened_at') }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as input,
        cast(null as date) as happened_month,
        cast(null as date) as last_happened_on,
        cast(null as decimal(38, 0)) as fingerprint
    where 1 = 0
    {%- endfor %}
),

digests as (
    select
        months.input,
        months.happened_month,
        md5(
            concat(
                cast(months.fingerprint as {{ dbt.type_string() }}),
                '|',
                case
                    when months.last_happened_on > as_of.as_of_date then cast(as_of.as_of_date as {{ dbt.type_string() }})
                    else ''
                end
            )
        ) as digest
    from months
    cross join {{ ref('as_of') }} as as_of
)

select
    happened_month
    {%- for input in event_inputs() %},
    max(case when input = '{{ input }}' then digest end) as {{ input }}_digest
    {%- endfor %}
from digests
group by happened_month
