{% macro profile_of(feature, relation) %}
{#- One row per segmentation and segment: exact sums (decimals add alike in any order) and percentiles. -#}
select
    segmentation,
    segment_id,
    '{{ feature }}' as feature,
    count(value) as known_count,
    min(value) as minimum,
    sum(value) as value_sum,
    sum(cast(value * value as decimal(38, 8))) as square_sum,
    {%- for name, share in {'median': 0.5, 'p10': 0.1, 'p25': 0.25, 'p75': 0.75, 'p90': 0.9}.items() %}
    percentile_cont({{ share }}) within group (order by cast(value as double)) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
from (
    select
        segmentation,
        segment_id,
        try_cast({{ feature }} as decimal(28, 8)) as value
    from {{ relation }}
) as feature_values
group by segmentation, segment_id
{%- endmacro %}
