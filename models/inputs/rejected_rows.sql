-- noqa: disable=LT02
with rejected as (
{%- for input in input_contract() %}
    select
        '{{ input }}' as input,
        rejection_reason,
        rejected_row
    from {{ ref('checked_' ~ input) }}
    where rejection_reason <> 'anonymous'
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
),

numbered as (
    select
        *,
        -- Identical rows can be numbered in any order.
        row_number() over (partition by input, rejected_row order by rejection_reason) as copy_number
    from rejected
)

select
    input,
    concat(md5(rejected_row), '-', cast(copy_number as {{ dbt.type_string() }})) as row_key,
    rejection_reason,
    rejected_row
from numbered
