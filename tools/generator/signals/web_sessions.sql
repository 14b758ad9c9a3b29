-- A month's visits. A few end before they begin, have no page or are written twice; some are of nobody known.
with measured as (
    select
        *,
        case when is_bounced then 1 else pages end as page_count,
        uniform(visit_chance, 'fault') as fault
    from visits
    where started_at >= date '{month}'
        and started_at < date '{next_month}'
        and started_at < days_after(date '{day}', 1)
),

timed as (
    select
        *,
        case
            when is_bounced then started_at
            else coalesce(ended_at, started_at + to_seconds(
                10 + whole(60 * minutes_per_page * page_count * (0.5 + uniform(visit_chance, 'length')))
            ))
        end as known_ended_at
    from measured
)

select
    concat('s', customer_number, '-', visit_chance) as session_id,
    case when fault < 0.001 then null else {customer_id} end as customer_id,
    started_at,
    case when fault >= 0.001 and fault < 0.002 then started_at - to_seconds(3600) else known_ended_at end as ended_at,
    case when fault >= 0.002 and fault < 0.003 then -1 else page_count end as page_count,
    least(
        page_count,
        whole(page_count * product_page_share * (0.5 + uniform(visit_chance, 'product pages')) + uniform(visit_chance, 'rounding'))
    ) as product_page_count,
    traffic_source,
    device
from timed
cross join range(2) as copies(copy)
where copy = 0 or (fault >= 0.003 and fault < 0.004)
order by started_at, session_id, copy
