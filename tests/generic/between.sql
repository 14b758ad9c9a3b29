{% test between(model, columns, min=none, max=none) %}
{#- Fails with each row that has one of the columns below min or above max, and says which. Nulls pass;
    NaN is above any max. What rounds to a limit at nine decimal places is within it: 1.0000000000000002 is still a
    share. The limits are moved, not every value rounded, which takes most of the test's time. -#}
select *
from (
    select
        case
        {%- for column in columns %}
            {%- if min is not none %}
            when cast({{ column }} as double) < cast({{ min }} as double) - 5e-10 then '{{ column }}'
            {%- endif %}
            {%- if max is not none %}
            when cast({{ column }} as double) > cast({{ max }} as double) + 5e-10 then '{{ column }}'
            {%- endif %}
        {%- endfor %}
        end as column_outside,
        *
    from {{ model }}
) as judged
where column_outside is not null
{% endtest %}
