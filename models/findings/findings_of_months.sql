{{ config(materialized='ephemeral') }}

with months as (
    select
        ordered_month,
        {{ count_if('rejection_reason is null') }} as used_count
    from {{ ref('checked_order_lines') }}
    where ordered_month > {{ month_of('null') }}
        and coalesce(rejection_reason, '') <> 'future_ordered_at'
    group by ordered_month
)

select
    {{ finding(
        'months_left_out',
        count_if('used_count = 0'),
        of='count(*)',
        details=dbt.listagg(
            "case when used_count = 0 then substr(cast(ordered_month as " ~ dbt.type_string() ~ "), 1, 7) end",
            "', '", "order by ordered_month"
        )
    ) }}
from months
