-- noqa: disable=ST02,LT02
{% set mapping = input_mapping('order_lines') %}
{% set ordered_at = read_column(mapping, 'ordered_at', 'timestamp') %}
{% set products = input_mapping('products') if 'product_id' in mapping['columns'] else none %}
{% set description = [] %}
{% for column in (products or {}).get('columns', []) %}
{% for source in sources_of(products, column) %}
{% do description.append(source_column(source)) %}
{% endfor %}
{% endfor %}

with
{%- if products %}
-- Reads the source before the checks, so that the list of months does not wait for them.
products as (
    select
        {{ read_column(products, 'product_id', 'string') }} as product_id,
        {{ rows_fingerprint(description | join(', ')) }} as product_fingerprint
    from {{ input_relation(products) }} as given_row_
    group by 1
),

{% endif %}
lines as (
    select
        {{ readable(ordered_at, 'timestamp') | indent(8) }} as ordered_at,
        {{ row_fingerprint(whole_row('given_row_') ~ (', products.product_fingerprint' if products else '')) }}
            as line_fingerprint
    from {{ input_relation(mapping) }} as given_row_
    {%- if products %}
    left join products on {{ read_column(mapping, 'product_id', 'string') }} = products.product_id
    {%- endif %}
)

select
    {{ month_of('ordered_at') }} as ordered_month,
    cast(min(ordered_at) as date) as first_ordered_on,
    cast(max(ordered_at) as date) as last_ordered_on,
    count(*) as line_count,
    {{ rows_fingerprint('line_fingerprint') }} as fingerprint
from lines
group by {{ month_of('ordered_at') }}
