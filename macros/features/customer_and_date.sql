{% macro customer_and_date() %}
{#- The grain of a family of features, as columns to select. -#}
customer_id, {{ part_value('as_of_date') }} as as_of_date
{%- endmacro %}

{% macro customer_and_date_key(rows=none) %}
{#- The grain as a key to group or to partition by: the customer alone where a model goes date by date, as a date that
    is the same in all rows would be hashed and compared with each. -#}
{%- set prefix = rows ~ '.' if rows else '' -%}
{{ prefix }}customer_id{{ of_several_parts(', ' ~ prefix ~ 'as_of_date') }}
{%- endmacro %}

{% macro same_customer_and_date(left_rows, right_rows) %}
{#- The grain as the condition of a join. -#}
{{ left_rows }}.customer_id = {{ right_rows }}.customer_id {{ of_several_parts(
    'and ' ~ left_rows ~ '.as_of_date = ' ~ right_rows ~ '.as_of_date'
) }}
{%- endmacro %}
