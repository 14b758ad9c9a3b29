{% test single_row(model) %}
{#- Fails unless the table has exactly one row: joined to every row of another, two would double them. With --empty
    it has none. -#}
select count(*) as row_count
from {{ model }}
having count(*) <> 1
{{ 'limit 0' if flags.EMPTY }}
{% endtest %}
