-- How many rows of each input were read and passed, and how many were rejected, for which reason, with an example?
with examples as (
    select
        input,
        rejection_reason,
        min(rejected_row) as example
    from {{ ref('rejected_rows') }}
    group by input, rejection_reason
)

select
    findings.input,
    findings.finding,
    findings.row_count,
    examples.example
from {{ ref('input_findings') }} as findings
left join examples
    on findings.input = examples.input
    and findings.finding = examples.rejection_reason
where findings.finding in ('rows_given', 'rows_kept')
    or examples.example is not null
order by findings.input asc, examples.example is not null, findings.row_count desc, findings.finding asc
