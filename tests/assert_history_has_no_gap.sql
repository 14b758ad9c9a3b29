-- Between two spells of a customer there is a gap only where the ledger says that the customer left.
with spells as (
    select
        *,
        lead(valid_from) over (partition by customer_id, classification order by valid_from) as next_from
    from {{ ref('segment_history') }}
)

select
    spells.customer_id,
    spells.classification,
    spells.valid_from,
    spells.valid_to,
    spells.next_from
from spells
left join {{ ref('segment_changes') }} as changes
    on spells.customer_id = changes.customer_id
    and spells.classification = changes.classification
    and spells.valid_to = changes.observed_on
    and changes.cause = 'left'
where spells.next_from is not null
    and (
        spells.valid_to is null
        or spells.next_from < spells.valid_to
        or (spells.next_from > spells.valid_to and changes.change_id is null)
    )
