{% test unique_combination(model, columns) %}
{#- The grain over several columns: fails with each combination that more than one row has. Two nulls
    are alike. -#}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
