{% test holds(model, condition) %}
{#- Fails with each row for which the condition is false; null passes, as in a check constraint. -#}
select *
from {{ model }}
where not ({{ condition }})
{% endtest %}
