{% macro check_input(input, months=none, month='ordered_month') %}
{#- Every row of an input, in the contract's columns, with the reason it is rejected (null if it passes) and, if rejected,
    the row as JSON. The reason is the first of rejection_reasons that applies. `months`, a relation with the
    column `month`, limits the rows to those of these months. -#}
{%- set contract = input_contract()[input] -%}
{%- set mapping = input_mapping(input) -%}
{%- set columns = contract['columns'] -%}
{%- if mapping and 'path' in mapping -%}
    {{ config(post_hook="{{ refuse_replaced_files('" ~ input ~ "') }}") }}
{%- endif -%}
{%- if mapping is none %}
select
{%- for column, type in columns.items() %}
    cast(null as {{ contract_type(type) }}) as {{ column }},
{%- endfor %}
    cast(0 as bigint) as unreadable_value_count,
    cast(null as {{ dbt.type_string() }}) as rejection_reason,
    cast(null as {{ dbt.type_string() }}) as rejected_row
where 1 = 0
{%- else -%}
{%- set fingerprint = row_fingerprint(
    read_column(mapping, contract.key, 'string') if 'key' in contract else whole_row('given_row_')
) -%}
{%- set given = 'given_rows_' if months else input_relation(mapping) -%}
with {% if months -%}
-- Three queries below use these rows, so they are read once, and from Parquet only the range of the months. Rows
-- without a time are in no range, so they are a second select; a CSV would be read twice for that.
given_rows_ as (
    {%- set time = read_column(mapping, contract.event_time, 'timestamp') %}
    {%- set parts = [
        time ~ ' >= (select cast(min(' ~ month ~ ') as ' ~ dbt.type_timestamp() ~ ') from ' ~ months ~ ')',
        '(' ~ time ~ ' is null or ' ~ time ~ " < cast('0001-01-01' as " ~ dbt.type_timestamp() ~ '))',
    ] if is_parquet(mapping.get('path', '.parquet')) else ['true'] %}
    {%- for part in parts %}
    select *
    from {{ input_relation(mapping) }} as given_row_
    where {{ part }}
        and {{ month_of(readable(time, 'timestamp')) }} in (select {{ month }} from {{ months }})
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{% endif -%}
repeated as (
    select fingerprint
    from (
        select {{ fingerprint }} as fingerprint
        from {{ given }} as given_row_
    ) as fingerprints
    group by fingerprint
    having count(*) > 1
),

-- Only rows that share a fingerprint (of the key, if there is one) are compared in full, because numbering all rows
-- would sort the input.
numbered as (
    select
        *,
        1 as copy_number,
        false as is_repeated
    from ({{ typed_rows(input, given, where=fingerprint ~ ' not in (select fingerprint from repeated)') }}) as typed_rows
    union all
    select
        *,
        row_number() over (partition by {{ row_json('given_row') }} order by 1) as copy_number,
        true as is_repeated
    from ({{ typed_rows(input, given, where=fingerprint ~ ' in (select fingerprint from repeated)') }}) as typed_rows
),

judged as (
    select
        numbered.*,
        -- Optional values that cannot be read become null and are counted.
        cast(0 as bigint)
        {%- for column, type in columns.items()
            if column in mapping.columns and column not in contract.required and type != 'string' %}
            + case when {{ column }} is null and {{ is_given(mapping, column) }} then 1 else 0 end
        {%- endfor %} as unreadable_value_count,
        case
        {%- set conditions = rejection_conditions(input) %}
        {%- for reason in rejection_reasons(input) if reason in conditions %}
            when {{ conditions[reason] }} then '{{ reason }}'
        {%- endfor %}
        end as reason
    from numbered
    {%- if 'customer_id' in contract.required %}
    left join {{ ref('placeholder_ids') }} as placeholders
        on lower({{ trimmed('numbered.customer_id') }}) = placeholders.placeholder
    {%- endif %}
    {%- if 'event_time' in contract %}
    cross join {{ ref('as_of') }} as as_of
    {%- endif %}
)
{%- if 'key' in contract %},

keyed as (
    select
        *,
        row_number() over (
            partition by {{ contract.key }}, reason is null order by {{ row_json('given_row') }}
        ) as key_number
    from judged
    where is_repeated
    union all
    select
        *,
        1 as key_number
    from judged
    where not is_repeated
),

verdicts as (
    select
        *,
        case
            when reason is not null then reason
            when key_number > 1 then 'duplicate_{{ contract.key }}'
        end as rejection_reason
    from keyed
)
{%- else %},

verdicts as (
    select *, reason as rejection_reason
    from judged
)
{%- endif %}

select
{%- for column in columns %}
    {{ column }},
{%- endfor %}
    unreadable_value_count,
    rejection_reason,
    case when rejection_reason <> 'anonymous' then {{ row_json('given_row') }} end as rejected_row
from verdicts
{%- endif %}
{% endmacro %}
