{% macro profile_of(feature, relation) %}
{#- One row per segmentation and segment. Values are brought to -1..1 by the largest of all, so that
    sums are exact decimals, alike in any order of rows, for features of any size. -#}
select
    segmentation,
    segment_id,
    '{{ feature }}' as feature,
    count(value) as known_count,
    min(value) as minimum,
    max(magnitude) as magnitude,
    sum(cast(value / magnitude as decimal(38, 18))) as value_sum,
    sum(cast((value / magnitude) * (value / magnitude) as decimal(38, 18))) as square_sum,
    {{ percentiles('value', [0.1, 0.25, 0.5, 0.75, 0.9]) }} as percentiles
from (
    select
        segmentation,
        segment_id,
        {{ finite(feature) }} as value
    from {{ relation }}
) as feature_values
cross join (
    select coalesce(nullif(cast(max(abs({{ feature }})) as double), 0), 1) as magnitude
    from {{ relation }}
    where abs({{ feature }}) < 1e100
) as magnitudes
group by segmentation, segment_id
{%- endmacro %}

{% macro median_of_all(feature, relation) %}
{#- One row per segmentation. The segments' medians say nothing about it. -#}
select
    segmentation,
    '{{ feature }}' as feature,
    {{ element(percentiles(finite(feature), [0.5]), 1) }} as median_of_all
from {{ relation }}
group by segmentation
{%- endmacro %}

{% macro finite(feature) %}case when abs({{ feature }}) < 1e100 then cast({{ feature }} as double) end{% endmacro %}
