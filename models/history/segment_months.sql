with revenue as (
    select
        periods.as_of_date,
        orders.customer_id,
        sum(orders.net_amount) as net_revenue
    from {{ ref('periods') }} as periods
    inner join {{ ref('orders') }} as orders on orders.ordered_on between periods.starts_on and periods.as_of_date
    group by periods.as_of_date, orders.customer_id
),

sizes as (
    select
        assignments.as_of_date,
        assignments.segmentation,
        assignments.raw_segment_id as segment_id,
        count(*) as customer_count,
        coalesce(sum(revenue.net_revenue), 0) as net_revenue
    from {{ ref('segment_assignments') }} as assignments
    left join revenue
        on assignments.as_of_date = revenue.as_of_date
        and assignments.customer_id = revenue.customer_id
    where assignments.raw_segment_id is not null
    group by assignments.as_of_date, assignments.segmentation, assignments.raw_segment_id
),

{#- Sums of moves into a segment and out of it. -#}
{% for name, own, other in [('added', 'to', 'from'), ('lost', 'from', 'to')] %}
{{ name }} as (
    select
        as_of_date,
        segmentation,
        {{ own }}_segment_id as segment_id,
        sum(customer_count) as customer_count
    from {{ ref('segment_moves') }}
    where {{ own }}_segment_id is not null
        and ({{ other }}_segment_id is null or {{ other }}_segment_id <> {{ own }}_segment_id)
    group by as_of_date, segmentation, {{ own }}_segment_id
){{ ',' if not loop.last }}
{% endfor %}
select
    sizes.as_of_date,
    sizes.segmentation,
    sizes.segment_id,
    sizes.customer_count,
    {{ ratio(
        'sizes.customer_count', '(sum(sizes.customer_count) over (partition by sizes.as_of_date, sizes.segmentation))'
    ) }} as customer_share,
    -- Null on the first date, which has no date before it.
    case when periods.previous_as_of_date is not null then cast(coalesce(added.customer_count, 0) as bigint) end
        as added_customers,
    case when periods.previous_as_of_date is not null then cast(coalesce(lost.customer_count, 0) as bigint) end
        as left_customers,
    cast(sizes.net_revenue as decimal(38, 4)) as net_revenue
from sizes
inner join {{ ref('periods') }} as periods on sizes.as_of_date = periods.as_of_date
left join added
    on sizes.as_of_date = added.as_of_date
    and sizes.segmentation = added.segmentation
    and sizes.segment_id = added.segment_id
left join lost
    on sizes.as_of_date = lost.as_of_date
    and sizes.segmentation = lost.segmentation
    and sizes.segment_id = lost.segment_id
