-- The segment of every customer is the spell of the ledger that goes on. A look at an earlier day is not in it.
select
    customers.customer_id,
    customers.segmentation,
    customers.segment_id,
    history.segment
from {{ ref('customer_segments') }} as customers
cross join {{ ref('as_of') }} as as_of
left join {{ ref('segment_history') }} as history
    on customers.customer_id = history.customer_id
    and customers.segmentation = history.classification
    and history.valid_to is null
where not as_of.is_look
    and exists (select 1 from {{ ref('ledger_steps') }})
    and coalesce(cast(customers.segment_id as {{ dbt.type_string() }}), '') <> coalesce(history.segment, '')
