{% set minimum_cell = whole_number_var('minimum_cell') %}
{% set lists = {'top': 'customer_count', 'unusual': 'lift', 'trending': 'rise'} %}

-- Ten products a list are told well enough by a fixed sample of 20,000 customers.
with customers as (
    select assignments.*
    from {{ ref('current_segments') }} as assignments
    where assignments.segment_id is not null
        and {{ hash_share('assignments.customer_id') }} < (
            select 20000.0 / nullif(count(*), 0)
            from {{ ref('latest_customer_features') }}
        )
),

purchases as (
    select
        items.customer_id,
        items.product_id,
        max(case when items.days_ago < 90 then 1 else 0 end) as is_last_90d,
        max(case when items.days_ago between 90 and 179 then 1 else 0 end) as is_before_90d
    from (
        select
            items.customer_id,
            items.product_id,
            {{ days_between('cast(items.ordered_at as date)', 'as_of.as_of_date') }} as days_ago
        from {{ ref('order_items') }} as items
        cross join {{ ref('as_of') }} as as_of
        where items.is_product_sold
            and items.product_id is not null
            and items.ordered_month > cast({{ dbt.dateadd('month', -13, 'as_of.as_of_date') }} as date)
    ) as items
    where items.days_ago between 0 and 364
        and items.customer_id in (select customers.customer_id from customers)
    group by items.customer_id, items.product_id
),

counts as (
    select
        customers.segmentation,
        customers.segment_id,
        purchases.product_id,
        count(*) as customer_count,
        sum(purchases.is_last_90d) as customers_90d,
        sum(purchases.is_before_90d) as customers_before_90d
    from customers
    inner join purchases on customers.customer_id = purchases.customer_id
    group by customers.segmentation, customers.segment_id, purchases.product_id
),

sizes as (
    select
        segmentation,
        segment_id,
        count(*) as segment_customers,
        sum(count(*)) over (partition by segmentation) as segmentation_customers
    from customers
    group by segmentation, segment_id
),

totals as (
    select
        counts.*,
        sizes.segment_customers,
        sizes.segmentation_customers,
        sum(counts.customer_count) over (partition by counts.segmentation, counts.product_id) as customers_of_all,
        sum(counts.customer_count) over (partition by counts.segmentation, counts.segment_id) as pairs,
        sum(counts.customer_count) over (partition by counts.segmentation) as pairs_of_all
    from counts
    inner join sizes
        on counts.segmentation = sizes.segmentation
        and counts.segment_id = sizes.segment_id
),

-- Who buys much of everything buys more of each product, so a product is compared with the segment's share of all.
measured as (
    select
        *,
        {{ ratio('customer_count', 'segment_customers') }} as customer_share,
        {{ ratio('customers_of_all', 'segmentation_customers') }} as customer_share_of_all,
        {{ ratio('customers_of_all * pairs', 'pairs_of_all') }} as expected_count,
        {{ ratio('customer_count * pairs_of_all', 'customers_of_all * pairs') }} as lift,
        {{ ratio('customers_90d - customers_before_90d', 'sqrt(customers_90d + customers_before_90d)') }} as rise
    from totals
),

judged as (
    select
        *,
        true as is_top,
        -- Beyond chance, by three standard deviations of a count, and of one customer in twenty at least.
        customer_count > expected_count + 3 * sqrt(expected_count)
        and customer_share >= 0.05
        and customer_share > customer_share_of_all as is_unusual,
        rise > 3 as is_trending
    from measured
    where customer_count >= {{ minimum_cell }}
),

ranked as (
    {%- for list, measure in lists.items() %}
    select
        *,
        '{{ list }}' as list,
        row_number() over (
            partition by segmentation, segment_id
            order by {{ measure }} desc, customer_count desc, product_id asc
        ) as product_rank
    from judged
    where is_{{ list }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    ranked.segmentation,
    ranked.segment_id,
    ranked.list,
    cast(ranked.product_rank as bigint) as product_rank,
    ranked.product_id,
    products.product_name,
    products.category,
    ranked.customer_count,
    ranked.customer_share,
    ranked.customer_share_of_all,
    ranked.lift,
    cast(ranked.customers_90d as bigint) as customers_90d,
    cast(ranked.customers_before_90d as bigint) as customers_before_90d
from ranked
left join {{ ref('stg_products') }} as products on ranked.product_id = products.product_id
where ranked.product_rank <= 10
