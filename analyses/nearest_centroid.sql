-- noqa: disable=LT02,LT05,LT09,LT14
-- Which centroid of the segmentation value is nearest to each customer? With k-means that is the customer's segment.
with known as (
    {%- for feature in ['recency_days', 'order_count_365d', 'net_revenue_365d', 'order_count_90d', 'net_revenue_90d'] %}
    select customer_id, '{{ feature }}' as feature, cast({{ feature }} as double) as number
    from {{ ref('latest_customer_features') }} where order_count_365d >= 1 and net_revenue_365d > 0{{ ' union all' if not loop.last }}
    {%- endfor %}
),

filled as (
    select known.customer_id, facts.fit_id, facts.feature,
        coalesce(known.number, facts.fill_value) as number, facts.transform, facts.location, facts.scale
    from known inner join {{ ref('feature_preparation') }} as facts on known.feature = facts.feature
),

distances as (
    select filled.customer_id, centroids.segment_id, sum(power((
        case when filled.transform = 'log1p' then sign(filled.number) * ln(1 + abs(filled.number)) else filled.number end
        - filled.location) / filled.scale - centroids.scaled_center, 2)) as squared_distance
    from filled
    inner join {{ ref('centroids') }} as centroids on filled.fit_id = centroids.fit_id and filled.feature = centroids.feature
    where centroids.segmentation = 'value'
    group by filled.customer_id, centroids.segment_id
)

select customer_id, arg_min(segment_id, squared_distance) as segment_id
from distances
group by customer_id
