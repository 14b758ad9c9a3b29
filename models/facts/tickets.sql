{{ built_if_given(['support_tickets'], 'view') }}
select
    tickets.ticket_id,
    tickets.customer_id,
    cast(tickets.opened_at as date) as opened_on,
    -- A ticket that is said to be closed before it was opened is closed, but when is not known.
    cast(
        case
            when tickets.closed_at < tickets.opened_at then tickets.opened_at
            else tickets.closed_at
        end as date
    ) as closed_on,
    case
        when tickets.closed_at >= tickets.opened_at
            then {{ ratio(dbt.datediff('tickets.opened_at', 'tickets.closed_at', 'second'), '3600') }}
    end as hours_to_close,
    tickets.category,
    -- What is off the scale is not known.
    case
        when tickets.satisfaction_score >= 1 and tickets.satisfaction_score <= 5 then tickets.satisfaction_score
    end as satisfaction_score,
    case
        when tickets.category is not null then coalesce(categories.meaning = 'complaint', false)
    end as is_complaint
from {{ ref('stg_support_tickets') }} as tickets
left join {{ words_of('ticket_category') }} as categories on lower(trim(tickets.category)) = categories.word
