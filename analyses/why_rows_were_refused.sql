-- What was refused, why, and one example of each.
select
    input,
    rejection_reason,
    count(*) as row_count,
    min(rejected_row) as example
from {{ ref('rejected_rows') }}
group by input, rejection_reason
order by input asc, row_count desc, rejection_reason asc
