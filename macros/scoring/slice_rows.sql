{% macro slice_rows(relation, slices) %}
{#- The rows of a relation with customers and dates, one slice of the customers after the other: a join of two such
    relations then fits the memory. `slices` selects the date, a text, slice_number and slice_count. -#}
(
    select whole.*
    from {{ relation }} as whole
    {{ cross_join_parts(part_by_part(slices), 'slices') }}
    where whole.as_of_date = {{ part_value('slices.as_of_date') }}
        and {{ in_slice('whole.customer_id', 'slices') }}
)
{%- endmacro %}
