{% macro nearest_micro(customers, centers, width) -%}
{#- One row per customer and date. Most pairs of customer and center cannot win, because the nearest of every sixteenth
    center is closer. They are dropped before the grouping by customer, which costs more than the distances. -#}
{%- set squares = [] -%}
{%- for number in range(1, width + 1) -%}
    {%- do squares.append('(z' ~ number ~ ' - m' ~ number ~ ') * (z' ~ number ~ ' - m' ~ number ~ ')') -%}
{%- endfor -%}
{%- set square = squares | join(' + ') -%}
select
    customer_id,
    as_of_date,
    fit_id,
    segment_id,
    nearest.micro_number
from (
    select
        bounded.customer_id,
        bounded.as_of_date,
        -- These columns are equal in all rows of a customer and date. They are not grouping keys, because keys are
        -- hashed and compared for every pair.
        any_value(bounded.fit_id) as fit_id,
        any_value(bounded.segment_id) as segment_id,
        min({{ row_of({'square': square, 'micro_number': 'centers.micro_number'}) }}) as nearest
    from (
        select
            customers.*,
            bounds.square
        from {{ customers }} as customers
        left join (
            select
                everybody.customer_id,
                everybody.as_of_date,
                min({{ square }}) as square
            from {{ customers }} as everybody
            inner join {{ centers }} as sixteenths
                on everybody.fit_id = sixteenths.fit_id
                and everybody.segment_id = sixteenths.segment_id
            where mod(sixteenths.micro_number, 16) = 1
            group by everybody.customer_id, everybody.as_of_date
        ) as bounds
            on customers.customer_id = bounds.customer_id
            and customers.as_of_date = bounds.as_of_date
    ) as bounded
    inner join {{ centers }} as centers
        on bounded.fit_id = centers.fit_id
        and bounded.segment_id = centers.segment_id
    -- A segment may lack a sixteenth center with enough customers.
    where bounded.square is null or {{ square }} <= bounded.square
    group by bounded.customer_id, bounded.as_of_date
) as ranked
{%- endmacro %}
