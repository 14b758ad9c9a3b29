-- Rows given = rows kept + rows refused, for every input, counted at the source.
{%- for input in input_contract() %}
{%- set mapping = input_mapping(input) %}
select
    '{{ input }}' as input,
    given.row_count as rows_given,
    kept.row_count as rows_kept,
    refused.row_count as rows_refused
from (
    select count(*) as row_count
    from {{ input_relation(mapping) if mapping else "(select 1 as nothing where 1 = 0)" }} as source
) as given
cross join (select count(*) as row_count from {{ ref('stg_' ~ input) }}) as kept
cross join (select count(*) as row_count from {{ ref('rejected_rows') }} where input = '{{ input }}') as refused
where given.row_count <> kept.row_count + refused.row_count
{{ 'union all' if not loop.last }}
{%- endfor %}
