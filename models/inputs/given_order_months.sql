-- noqa: disable=ST02
{% set mapping = input_mapping('order_lines') %}
{% set ordered_at = read_as(source_column(mapping, 'ordered_at'), 'timestamp') %}
{% set product_id = read_as(source_column(mapping, 'product_id'), 'string') if 'product_id' in mapping.columns
    else 'cast(null as ' ~ dbt.type_string() ~ ')' %}

with products as (
    select
        product_id,
        {{ row_fingerprint(whole_row('products')) }} as product_fingerprint
    from {{ ref('stg_products') }} as products -- noqa: AL05
),

lines as (
    select
        {{ readable(ordered_at, 'timestamp') | indent(8) }} as ordered_at,
        case
            when {{ ordered_at }} is null
                then substr(cast({{ source_column(mapping, 'ordered_at') }} as {{ dbt.type_string() }}), 1, 40)
        end as unreadable_value,
        {{ row_fingerprint(whole_row('given_row_') ~ ', products.product_fingerprint') }} as line_fingerprint
    from {{ input_relation(mapping) }} as given_row_
    left join products on {{ product_id }} = products.product_id
)

select
    {{ month_of('ordered_at') }} as ordered_month,
    cast(min(ordered_at) as date) as first_ordered_on,
    cast(max(ordered_at) as date) as last_ordered_on,
    count(*) as line_count,
    max(unreadable_value) as unreadable_value,
    {{ rows_fingerprint('line_fingerprint') }} as fingerprint
from lines
group by {{ month_of('ordered_at') }}
