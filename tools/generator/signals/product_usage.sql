-- What is used in the app, at the customer's own hour more often than not. A few rows have no name.
with used as (
    select
        customer_number,
        chance_of(chance, 9000000 + number) as use_chance,
        own_hour,
        type_number,
        tick_from + whole(uniform(chance_of(chance, 9000000 + number), 'when') * (tick_to - tick_from)) as tick
    from (
        select
            *,
            unnest(range(whole(
                {signals} * uses_per_year * (active_to - active_from) / 365.0 + uniform(chance, 'uses')
            ))) as number
        from engaged
    )
),

dated as (
    select
        used.*,
        cast(ticks.day as timestamp) + to_seconds(case
            when uniform(use_chance, 'own hour') < 0.5 then own_hour * 3600 + whole(3600 * uniform(use_chance, 'second'))
            else whole(86400 * uniform(use_chance, 'second'))
        end) as used_at
    from used
    inner join ticks on used.type_number = ticks.type_number and used.tick = ticks.tick
)

select
    {customer_id} as customer_id,
    case
        when uniform(use_chance, 'fault') < 0.001 then null
        else ['search', 'wish list', 'shopping list', 'loyalty card', 'recipes', 'order tracking'][
            1 + whole(6 * power(uniform(use_chance, 'feature'), 1.5))
        ]
    end as feature_name,
    used_at,
    1 + whole(3 * uniform(use_chance, 'amount')) as amount
from dated
where used_at >= date '{month}'
    and used_at < date '{next_month}'
    and used_at < days_after(date '{day}', 1)
order by used_at, customer_number, use_chance
