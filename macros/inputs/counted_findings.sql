{% macro counted_findings(input, treatments, counts) %}
{#- One row per finding: `treatments` maps a finding to what is done about it, `counts` is a select with
    one row and a column per finding. -#}
select
    '{{ input }}' as input,
    findings.finding,
    findings.treatment,
    case findings.finding
    {%- for finding in treatments %}
        when '{{ finding }}' then counts.{{ finding }}
    {%- endfor %}
    end as row_count
from (
    {%- for finding, treatment in treatments.items() %}
    select
        '{{ finding }}' as finding,
        '{{ treatment }}' as treatment
    {{ 'union all' if not loop.last }}
    {%- endfor %}
) as findings
cross join (
    {{ counts }}
) as counts
{%- endmacro %}
