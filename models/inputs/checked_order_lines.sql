{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='ordered_month',
    on_schema_change='fail', post_hook='{{ forget_outdated_months() }}'
) }}

{% set months = months_to_build() %}

select
    lines.*,
    months.ordered_month,
    months.lines_fingerprint
from (
    {{ check_input('order_lines', months=months if is_incremental() else none) | indent(4) }}
) as lines
inner join (
    {{ months | indent(4) }}
) as months
    on {{ month_of('lines.ordered_at') }} = months.ordered_month
