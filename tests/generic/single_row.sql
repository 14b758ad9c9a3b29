{% test single_row(model) %}
{#- Fails unless the table has exactly one row: joined to every row of another, two would double them. -#}
select count(*) as row_count
from {{ model }}
having count(*) <> 1
{% endtest %}
