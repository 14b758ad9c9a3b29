{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='ordered_month',
    on_schema_change='fail', post_hook='{{ forget_outdated_months() }}'
) }}

with months as (
    {{ months_to_build() | indent(4) }}
),

lines as (
    {{ check_input('order_lines', months='months' if is_incremental() else none) | indent(4) }}
)

select
    lines.*,
    months.ordered_month,
    months.lines_fingerprint
from lines
inner join months on {{ month_of('lines.ordered_at') }} = months.ordered_month
