-- Every customer of every observation date has one row for every segmentation, and none has two. The test compares the
-- number of rows and the sum of the customers' fingerprints, which needs no join of all rows.
with customers as (
    select
        as_of_date,
        count(*) as row_count,
        {{ rows_fingerprint('customer_id') }} as fingerprint
    from {{ ref('wide_features') }}
    group by as_of_date
),

assigned as (
    select
        as_of_date,
        segmentation,
        count(*) as row_count,
        {{ rows_fingerprint('customer_id') }} as fingerprint
    from {{ ref('segment_assignments') }}
    group by as_of_date, segmentation
)

select
    customers.as_of_date,
    specs.segmentation,
    customers.row_count,
    coalesce(assigned.row_count, 0) as assigned_row_count
from customers
cross join {{ ref('segmentation_specs') }} as specs
left join assigned
    on customers.as_of_date = assigned.as_of_date
    and specs.segmentation = assigned.segmentation
where assigned.row_count is null
    or assigned.row_count <> customers.row_count
    or assigned.fingerprint <> customers.fingerprint
