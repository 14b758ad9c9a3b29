-- The lines of one month as they were known on the day asked for.
with lines as (
    select
        orders.*,
        line_number,
        false as is_return
    from orders
    inner join line_numbers on orders.line_count = line_numbers.line_count
    where ordered_on >= date '{month}'
        and ordered_on < date '{next_month}'
        and ordered_on <= date '{day}'
        and arrives_on <= date '{day}'
    union all
    select
        orders.*,
        returned_line as line_number,
        true as is_return
    from orders
    where returned_line is not null
        and returned_on >= date '{month}'
        and returned_on < date '{next_month}'
        and returned_on <= date '{day}'
),

chances as (
    select
        *,
        chance_of(chance, line_number) as line_chance
    from lines
),

-- A share of the lines is one of the customer's ten usual products.
tastes as (
    select
        chances.*,
        types.discounted_share,
        types.coupon_share,
        types.own_label_share,
        types.favourite_share,
        types.units_per_line,
        favourites.category_number as favourite_number,
        case
            when uniform(line_chance, 'usual') < types.repeat_share
                then chance_of(customer_chance, 1000000 + whole(10 * uniform(line_chance, 'which')))
            else line_chance
        end as product_chance
    from chances
    inner join types on chances.type_number = types.type_number
    inner join categories as favourites on types.favourite_category = favourites.category
),

slots as (
    select
        *,
        whole(100 * uniform(product_chance, 'category')) as slot,
        uniform(product_chance, 'favourite') < favourite_share as is_favourite,
        uniform(product_chance, 'own label') < own_label_share as is_own_label
    from tastes
),

chosen as (
    select
        slots.*,
        (
            case when is_favourite then favourite_number else category_slots.category_number end - 1
        ) * ({own_label_count} + {other_count})
        + case when is_own_label then 0 else {own_label_count} end
        + whole(power(
            case when is_own_label then {own_label_count} else {other_count} end,
            uniform(product_chance, 'popularity')
        )) - 1 as product_number,
        least(24, 1 + whole((units_per_line - 0.5) * exponential(line_chance, 'units'))) as quantity,
        case
            when uniform(line_chance, 'discounted') < discounted_share
                then 0.1 + 0.4 * uniform(line_chance, 'discount')
            else 0
        end as discount,
        -- A line in 250 is entered wrongly: half of these are changed within days, half withdrawn.
        case
            when uniform(line_chance, 'error') < 0.004 and line_number is distinct from returned_line
                then days_after(ordered_on, 1 + whole({late_days} * uniform(line_chance, 'corrected')))
        end as corrected_on,
        uniform(line_chance, 'error') < 0.002 as is_withdrawn
    from slots
    inner join category_slots on slots.slot = category_slots.slot
),

priced as (
    select
        chosen.*,
        round(quantity * price * discount, 2) as discount_amount,
        greatest(0.01, round(
            quantity * price * (1 - discount) * case when corrected_on > date '{day}' then 1.25 else 1 end, 2
        )) as amount
    from chosen
    inner join products on chosen.product_number = products.product_number
    where corrected_on is null or corrected_on > date '{day}' or not is_withdrawn
)

select
    {order_id} as order_id,
    cast(line_number as integer) as line_number,
    {customer_id} as customer_id,
    cast(case when is_return then returned_on else ordered_on end as timestamp)
    + to_seconds(second_of_day) as ordered_at,
    {product_id} as product_id,
    cast(case when is_return then -quantity else quantity end as integer) as quantity,
    case when is_return then -amount else amount end as amount,
    case when is_return then 0 else discount_amount end as discount_amount,
    case when not is_return and uniform(line_chance, 'coupon') < coupon_share then 0.5 else 0 end as coupon_amount,
    cast(store_number as varchar) as store_id,
    channel
from priced
order by ordered_at, order_id, line_number
