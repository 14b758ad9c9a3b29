-- noqa: disable=LT02
{{ config(materialized='view') }}

{% set specs = segmentations() %}
{% set features = specs | map(attribute='features') | sum(start=[]) | unique | list %}
{% set populations = [] %}
{% set absent = specs | map(attribute='absent_features') | sum(start=[]) | unique(attribute='name') | list %}
{%- for spec in specs %}
{%- set population %}
        ({{ spec.population }})
        {%- for feature in spec.features %}
        and coalesce(abs(cast({{ feature }} as double)) < 1e100, true)
        {%- endfor %}
{%- endset %}
{%- do populations.append(population | trim) %}
{%- endfor %}

with sizes as (
    select
        {%- for population in populations %}
        {{ count_if(population) }} as population_size_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ with_features(ref('wide_features'), absent) }} as customers
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
)

{%- for spec in specs %}
{%- set place = "concat(customer_id, '" ~ spec.seed ~ "')" %}
-- Customers are chosen by a hash of their id, so the sample does not depend on the order of rows or threads. Only the
-- start of the hash order, somewhat more than twice the sample size, is sorted.
select *
from (
    select
        '{{ spec.name }}' as segmentation,
        customer_id,
        row_number() over (order by md5({{ place }}), customer_id) as sample_position,
        sizes.population_size_{{ loop.index }} as population_size,
        {%- for feature in features %}
        cast({{ feature if feature in spec.features else 'null' }} as double) as {{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ with_features(ref('wide_features'), absent) }} as customers
    cross join sizes
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
        and {{ populations[loop.index0] }}
        and {{ hash_share(place) }} * sizes.population_size_{{ loop.index }} < {{ 2 * spec.fit_sample_size + 1000 }}
) as sampled
where sample_position <= {{ spec.fit_sample_size }}
{{ 'union all' if not loop.last }}
{%- endfor %}
