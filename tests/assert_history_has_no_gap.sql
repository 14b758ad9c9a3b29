-- Between two spells of a customer there is a gap only where the ledger says that the customer left. Of customers who
-- changed on the days that the state has: no build touches the others, and the history grows for years.
with movers as (
    select distinct
        customer_id,
        classification
    from {{ ref('segment_changes') }}
    where observed_on >= (select min(state.observed_on) from {{ ref('segment_state') }} as state)
),

spells as (
    select
        history.*,
        lead(history.valid_from) over (
            partition by history.customer_id, history.classification order by history.valid_from
        ) as next_from
    from {{ ref('segment_history') }} as history
    inner join movers
        on history.customer_id = movers.customer_id
        and history.classification = movers.classification
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
