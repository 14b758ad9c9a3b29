-- Every feature of the table is in the catalogue, and the other way round, with the same kind.
with columns as (
    {%- for column in adapter.get_columns_in_relation(ref('customer_features'))
        if column.name not in ['customer_id', 'as_of_date', 'digest'] %}
    select
        '{{ column.name }}' as feature,
        {{ 'false' if column.dtype | lower in ['string', 'varchar'] else 'true' }} as is_numeric
    union all
    {%- endfor %}
    select
        '' as feature,
        true as is_numeric
    where 1 = 0
)

select
    columns.feature as in_table,
    catalogue.feature as in_catalogue
from columns
full outer join {{ ref('feature_catalogue') }} as catalogue on columns.feature = catalogue.feature
where columns.feature is null
    or catalogue.feature is null
    or columns.is_numeric <> catalogue.is_numeric
