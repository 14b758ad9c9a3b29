-- Whether a line in the future is rejected depends on the day of the build, so that day is part of the digest of its
-- month.
with months as (
    select
        given.ordered_month,
        md5(
            concat(
                cast(given.fingerprint as {{ dbt.type_string() }}),
                '|',
                case
                    when given.last_ordered_on > as_of.as_of_date
                        then cast(as_of.as_of_date as {{ dbt.type_string() }})
                    else ''
                end
            )
        ) as lines_digest
    from {{ ref('given_order_months') }} as given
    cross join {{ ref('as_of') }} as as_of
)

select
    ordered_month,
    lines_digest,
    -- Lines without a readable day are rejected, so they are not part of the history.
    md5(
        cast(
            sum(
                case
                    when ordered_month > {{ month_of('null') }}
                        then cast({{ row_fingerprint('lines_digest') }} as decimal(38, 0))
                    else 0
                end
            ) over (
                order by ordered_month nulls last
                rows between unbounded preceding and current row
            ) as {{ dbt.type_string() }}
        )
    ) as history_digest
from months
