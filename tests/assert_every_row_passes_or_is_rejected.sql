-- For every input: rows in the source = rows that passed + rejected rows, counted at the source.
with counts as (
    {%- for input in input_contract() %}
    {%- set mapping = input_mapping(input) %}
    {%- if mapping %}
    select
        '{{ input }}' as input,
        count(*) as rows_given,
        0 as rows_kept,
        0 as rows_rejected
    from {{ input_relation(mapping) }}
    union all
    {%- endif %}
    select
        '{{ input }}' as input,
        0 as rows_given,
        count(*) as rows_kept,
        0 as rows_rejected
    from {{ ref('stg_' ~ input) }}
    union all
    {%- if input_contract()[input].get('may_be_anonymous') %}
    select
        '{{ input }}' as input,
        0 as rows_given,
        0 as rows_kept,
        count(*) as rows_rejected
    from {{ ref('checked_' ~ input) }}
    where rejection_reason = 'anonymous'
    union all
    {%- endif %}
    {%- endfor %}
    select
        input,
        0 as rows_given,
        0 as rows_kept,
        count(*) as rows_rejected
    from {{ ref('rejected_rows') }}
    group by input
)

select
    input,
    sum(rows_given) as rows_given,
    sum(rows_kept) as rows_kept,
    sum(rows_rejected) as rows_rejected
from counts
group by input
having sum(rows_given) <> sum(rows_kept) + sum(rows_rejected)
-- With --empty no row is read.
{{ 'limit 0' if flags.EMPTY }}
