-- noqa: disable=LT02
{{ config(materialized='view') }}

{% set specs = segmentations() %}
{% set features = specs | map(attribute='features') | sum(start=[]) | unique | list %}
{%- for spec in specs %}
-- Chosen by hash, not by chance: the same customers whatever the order of the rows or the threads.
select *
from (
    select
        '{{ spec.name }}' as segmentation,
        customer_id,
        row_number() over (order by md5(concat(customer_id, '{{ spec.seed }}')), customer_id) as sample_position,
        count(*) over () as population_size,
        {%- for feature in features %}
        cast({{ feature if feature in spec.features else 'null' }} as double) as {{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('customer_features') }}
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
        and ({{ spec.population }})
        {%- for feature in spec.features %}
        and coalesce(abs(cast({{ feature }} as double)) < 1e100, true)
        {%- endfor %}
) as sampled
where sample_position <= {{ spec.fit_sample_size }}
{{ 'union all' if not loop.last }}
{%- endfor %}
