-- noqa: disable=ST02
{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='ordered_month',
    on_schema_change='fail'
) }}

{% set mapping = input_mapping('order_lines') %}
{% set ordered_at = read_as(source_column(mapping, 'ordered_at'), 'timestamp') %}
{% set product_id = read_as(source_column(mapping, 'product_id'), 'string') if 'product_id' in mapping.columns
    else 'cast(null as ' ~ dbt.type_string() ~ ')' %}
{% set source_digest = local_md5(tojson(mapping, sort_keys=true)) %}
{% set lookback = lookback_days() %}
{% set is_partial = is_incremental() and lookback is not none and relation_exists(this.schema ~ '.as_of') %}

with products as (
    select
        product_id,
        {{ row_fingerprint(whole_row('products')) }} as product_fingerprint
    from {{ ref('stg_products') }} as products -- noqa: AL05
),

{% if is_partial -%}
-- Lines of earlier months are counted, and not read, unless they are of another source than the table's.
first_month_read as (
    select
        case
            when min(source_digest) = '{{ source_digest }}' and max(source_digest) = '{{ source_digest }}'
                then max({{ month_of(dbt.dateadd('day', -lookback, 'least(months.last_ordered_on, as_of.as_of_date)')) }})
            else cast('1900-01-01' as date)
        end as ordered_month
    from {{ this }} as months
    cross join {{ this.incorporate(path={'identifier': 'as_of'}) }} as as_of
    where months.last_ordered_on is not null
),

{% endif -%}
lines as (
    {%- set parts = [
        ordered_at ~ ' >= (select first_month_read.ordered_month from first_month_read)',
        ordered_at ~ " is null or " ~ ordered_at ~ " < cast('1900-01-01' as date)",
    ] if is_partial else ['true'] %}
    {%- for part in parts %}
    select
        {{ readable(ordered_at, 'timestamp') | indent(8) }} as ordered_at,
        case
            when {{ ordered_at }} is null
                then substr(cast({{ source_column(mapping, 'ordered_at') }} as {{ dbt.type_string() }}), 1, 40)
        end as unreadable_value,
        {{ row_fingerprint(whole_row('given_row_') ~ ', products.product_fingerprint') }} as line_fingerprint
    from {{ input_relation(mapping) }} as given_row_
    left join products on {{ product_id }} = products.product_id
    where {{ part }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

months as (
    select
        {{ month_of('ordered_at') }} as ordered_month,
        cast(min(ordered_at) as date) as first_ordered_on,
        cast(max(ordered_at) as date) as last_ordered_on,
        count(*) as line_count,
        max(unreadable_value) as unreadable_value,
        {{ rows_fingerprint('line_fingerprint') }} as fingerprint
    from lines
    group by {{ month_of('ordered_at') }}
)
{%- if is_partial %},

unread as (
    select
        {{ month_of(ordered_at) }} as ordered_month,
        count(*) as line_count
    from {{ input_relation(mapping) }} as given_row_
    where {{ ordered_at }} >= cast('1900-01-01' as date)
        and {{ ordered_at }} < (select first_month_read.ordered_month from first_month_read)
    group by {{ month_of(ordered_at) }}
),

kept as (
    select *
    from {{ this }}
    where ordered_month > {{ month_of('null') }}
        and ordered_month < (select first_month_read.ordered_month from first_month_read)
)
{%- endif %}

select
    ordered_month,
    first_ordered_on,
    last_ordered_on,
    line_count,
    cast(0 as bigint) as unread_line_count,
    unreadable_value,
    fingerprint,
    '{{ source_digest }}' as source_digest
from months
{%- if is_partial %}
union all
select
    coalesce(kept.ordered_month, unread.ordered_month) as ordered_month,
    kept.first_ordered_on,
    kept.last_ordered_on,
    coalesce(kept.line_count, 0) as line_count,
    coalesce(unread.line_count, 0) - coalesce(kept.line_count, 0) as unread_line_count,
    kept.unreadable_value,
    kept.fingerprint,
    '{{ source_digest }}' as source_digest
from kept
full outer join unread on kept.ordered_month = unread.ordered_month
{%- endif %}
{%- if is_incremental() %}
-- A month without a line any more is not replaced, so it is said.
union all
select
    gone.ordered_month,
    cast(null as date) as first_ordered_on,
    cast(null as date) as last_ordered_on,
    cast(0 as bigint) as line_count,
    cast(0 as bigint) as unread_line_count,
    cast(null as {{ dbt.type_string() }}) as unreadable_value,
    cast(null as decimal(38, 0)) as fingerprint,
    '{{ source_digest }}' as source_digest
from {{ this }} as gone
where gone.ordered_month not in (select months.ordered_month from months)
    {%- if is_partial %}
    and gone.ordered_month not in (select kept.ordered_month from kept)
    {%- endif %}
{%- endif %}
