-- Open ones have not been closed by the day asked for. A few have a score off the scale.
select
    concat('t', order_key) as ticket_id,
    {customer_id} as customer_id,
    opened_at,
    case when opened_at + to_seconds(whole(3600 * hours)) < days_after(date '{day}', 1)
        then opened_at + to_seconds(whole(3600 * hours))
    end as closed_at,
    category,
    case
        when uniform(ticket_chance, 'fault') < 0.005 then 99
        when uniform(ticket_chance, 'answered') < 0.7
            then greatest(1, least(5, 5 - whole(hours / 36) - whole(1.5 * uniform(ticket_chance, 'mood'))))
    end as satisfaction_score
from tickets
where opened_at < days_after(date '{day}', 1)
order by ticket_id
