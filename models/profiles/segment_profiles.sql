{% set features = feature_columns(numeric_only=true) or ['recency_days'] %}
{% set measures = ['known_count', 'minimum', 'mean', 'mean_square', 'percentiles'] %}

with profiles as (
    {%- for feature in features %}
    {%- set number = loop.index %}
    select
        segmentation,
        segment_id,
        '{{ feature }}' as feature,
        {%- for measure in measures %}
        {{ measure }}_{{ number }} as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('segment_profiles_wide') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    own.segmentation,
    own.segment_id,
    own.feature,
    own.known_count,
    own.mean,
    {{ element('own.percentiles', 3) }} as median,
    {{ element('own.percentiles', 1) }} as p10,
    {{ element('own.percentiles', 2) }} as p25,
    {{ element('own.percentiles', 4) }} as p75,
    {{ element('own.percentiles', 5) }} as p90,
    everybody.mean as mean_of_all,
    {{ element('everybody.percentiles', 3) }} as median_of_all,
    {{ element('everybody.percentiles', 1) }} as p10_of_all,
    {{ element('everybody.percentiles', 2) }} as p25_of_all,
    {{ element('everybody.percentiles', 4) }} as p75_of_all,
    {{ element('everybody.percentiles', 5) }} as p90_of_all,
    -- A ratio to the mean is meaningless for a quantity that can be negative.
    case when everybody.minimum >= 0 then 100 * own.mean / nullif(everybody.mean, 0) end as index_against_all,
    (own.mean - everybody.mean)
    / nullif(sqrt(greatest(everybody.mean_square - everybody.mean * everybody.mean, 0)), 0)
        as standardised_difference
from profiles as own
inner join profiles as everybody
    on own.segmentation = everybody.segmentation
    and own.feature = everybody.feature
where own.segment_id is not null
    and everybody.segment_id is null
