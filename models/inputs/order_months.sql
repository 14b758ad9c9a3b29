with statuses as (
    select coalesce({{ rows_fingerprint('status, treatment') }}, 0) as fingerprint
    from {{ ref('order_line_statuses') }}
),

-- What a line counts for depends on the day of the build where it lies in the future.
months as (
    select
        given.ordered_month,
        md5(
            concat(
                cast(given.fingerprint as {{ dbt.type_string() }}),
                '|', cast(statuses.fingerprint as {{ dbt.type_string() }}),
                '|',
                case
                    when given.last_ordered_on > as_of.as_of_date
                        then cast(as_of.as_of_date as {{ dbt.type_string() }})
                    else ''
                end,
                '|', '{{ local_md5(tojson([
                    mapped_columns().get('order_lines'), mapped_columns().get('products'), var('maximum_units_per_line'), feature_code_digest(),
                ])) }}'
            )
        ) as lines_fingerprint
    from {{ ref('given_order_months') }} as given
    cross join {{ ref('as_of') }} as as_of
    cross join statuses
    where given.line_count > 0
)

select
    ordered_month,
    lines_fingerprint,
    -- Lines without a day are no part of it: they are refused.
    md5(
        cast(
            sum(
                case
                    when ordered_month > {{ month_of('null') }}
                        then cast({{ row_fingerprint('lines_fingerprint') }} as decimal(38, 0))
                    else 0
                end
            ) over (
                order by ordered_month nulls last
                rows between unbounded preceding and current row
            ) as {{ dbt.type_string() }}
        )
    ) as history_fingerprint
from months
