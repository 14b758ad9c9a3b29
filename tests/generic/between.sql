{% test between(model, columns, min=none, max=none) %}
{#- Fails with each row that has one of the columns below min or above max, and says which. Nulls pass;
    NaN is above any max. Nine decimal places count: 1.0000000000000002 is still a share. -#}
select *
from (
    select
        case
        {%- for column in columns %}
            {%- if min is not none %}
            when round(cast({{ column }} as double), 9) < {{ min }} then '{{ column }}'
            {%- endif %}
            {%- if max is not none %}
            when round(cast({{ column }} as double), 9) > {{ max }} then '{{ column }}'
            {%- endif %}
        {%- endfor %}
        end as column_outside,
        *
    from {{ model }}
) as judged
where column_outside is not null
{% endtest %}
