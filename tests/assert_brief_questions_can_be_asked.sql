-- A condition that nothing can meet, such as a trait spelled otherwise, would silently ask nobody.
with met as (
    select 'always' as condition
    {%- for condition in ['no_archetype', 'not_stable', 'heavy_returns', 'falling_trend', 'many_outliers'] %}
    union all
    select '{{ condition }}'
    {%- endfor %}
    {%- for column in ['family', 'high_label', 'low_label'] %}
    union all
    select {{ column }}
    from {{ ref('declared_features') }}
    where is_numeric
        and {{ column }} is not null
    {%- endfor %}
)

select
    condition,
    question
from {{ ref('brief_questions') }}
where condition not in (select met.condition from met)
