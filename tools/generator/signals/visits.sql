-- Visits that lead to an order, those that an e-mail brings, and all others.
create table visits as
with further as (
    select
        customer_number,
        chance_of(chance, 4000000 + number) as visit_chance,
        type_number,
        tick_from + whole(uniform(chance_of(chance, 4000000 + number), 'when') * (tick_to - tick_from)) as tick
    from (
        select
            *,
            unnest(range(whole(
                {signals} * visits_per_year * (active_to - active_from) / 365.0 + uniform(chance, 'visits')
            ))) as number
        from engaged
    )
),

-- An order on the web ends a visit; some come back to it over days before.
bought as (
    select
        orders.customer_number,
        chance_of(orders.chance, 5000000) as visit_chance,
        cast(orders.ordered_on as timestamp)
        + to_seconds(orders.second_of_day - 300 - whole(1800 * uniform(orders.chance, 'visit before'))) as started_at,
        cast(orders.ordered_on as timestamp) + to_seconds(orders.second_of_day + 60) as ended_at
    from orders
    where orders.channel = 'online'
),

searched as (
    select
        customer_number,
        chance_of(order_chance, 5000001 + number) as visit_chance,
        cast(days_after(ordered_on, -1 - whole(6 * uniform(chance_of(order_chance, 5000001 + number), 'days before'))) as timestamp)
        + to_seconds(own_hour * 3600 + whole(3600 * uniform(chance_of(order_chance, 5000001 + number), 'second'))) as started_at
    from (
        select
            engaged.*,
            orders.ordered_on,
            orders.chance as order_chance,
            unnest(range(whole(research_visits + uniform(orders.chance, 'searched')))) as number
        from orders
        inner join engaged on orders.customer_number = engaged.customer_number
    )
),

all_visits as (
    select
        further.customer_number,
        further.visit_chance,
        'further' as kind,
        cast(ticks.day as timestamp) + to_seconds(
            whole(86400 * uniform(further.visit_chance, 'second'))
        ) as started_at,
        cast(null as timestamp) as ended_at
    from further
    inner join ticks on further.type_number = ticks.type_number and further.tick = ticks.tick
    union all
    select customer_number, visit_chance, 'bought', started_at, ended_at from bought
    union all
    select customer_number, visit_chance, 'searched', started_at, null from searched
    union all
    select customer_number, chance_of(mail_chance, 1), 'clicked', read_at + to_seconds(33), null
    from mails
    where is_clicked
)

select
    visits.customer_number,
    visits.visit_chance,
    visits.kind,
    -- A third of the other visits is at the customer's own hour.
    case
        when visits.kind = 'further' and uniform(visits.visit_chance, 'own hour') < 0.33
            then date_trunc('day', visits.started_at)
                + to_seconds(engaged.own_hour * 3600 + whole(3600 * uniform(visits.visit_chance, 'second')))
        else visits.started_at
    end as started_at,
    visits.ended_at,
    visits.kind = 'further' and uniform(visits.visit_chance, 'bounced') < engaged.bounce_share as is_bounced,
    1 + whole((engaged.pages_per_visit - 1) * exponential(visits.visit_chance, 'pages')) as pages,
    engaged.product_page_share,
    engaged.minutes_per_page,
    case
        when uniform(visits.visit_chance, 'app') < engaged.app_share then 'app'
        when uniform(visits.visit_chance, 'device') < 0.85 then engaged.usual_device
        when uniform(visits.visit_chance, 'device') < 0.9 then 'tablet'
        when engaged.usual_device = 'mobile' then 'desktop'
        else 'mobile'
    end as device,
    case
        when visits.kind = 'clicked' then 'email'
        when uniform(visits.visit_chance, 'source') < engaged.direct_share then 'direct'
        when uniform(visits.visit_chance, 'source') < engaged.direct_share + engaged.search_share then 'organic search'
        when uniform(visits.visit_chance, 'source') < engaged.direct_share + engaged.search_share + engaged.social_share
            then 'social'
        else 'paid search'
    end as traffic_source
from all_visits as visits
inner join engaged on visits.customer_number = engaged.customer_number;
