-- For every input: rows in the source = rows that passed + refused rows, counted at the source.
with counts as (
    {%- for input in input_contract() %}
    {%- set mapping = input_mapping(input) %}
    {%- if mapping %}
    select
        '{{ input }}' as input,
        count(*) as rows_given,
        0 as rows_kept,
        0 as rows_refused
    from {{ input_relation(mapping) }}
    union all
    {%- endif %}
    select
        '{{ input }}' as input,
        0 as rows_given,
        count(*) as rows_kept,
        0 as rows_refused
    from {{ ref('stg_' ~ input) }}
    union all
    {%- endfor %}
    select
        input,
        0 as rows_given,
        0 as rows_kept,
        count(*) as rows_refused
    from {{ ref('rejected_rows') }}
    group by input
)

select
    input,
    sum(rows_given) as rows_given,
    sum(rows_kept) as rows_kept,
    sum(rows_refused) as rows_refused
from counts
group by input
having sum(rows_given) <> sum(rows_kept) + sum(rows_refused)
