{% test complete(model, columns) %}
{#- Fails with each row that has one of the columns null, and says which. -#}
select *
from (
    select
        case
        {%- for column in columns %}
            when {{ column }} is null then '{{ column }}'
        {%- endfor %}
        end as missing_column,
        *
    from {{ model }}
) as judged
where missing_column is not null
{% endtest %}
