-- How everybody engages, beside how they buy; who buys in a way is more or less likely to engage in one.
create table engagement_types as
select
    *,
    row_number() over (order by engagement_type) as engagement_number
from given_engagement_types;

create table affinities as
with weights as (
    unpivot (
        select engagement_type, loyal_regular, big_basket, bargain_hunter, fresh_food, gift_buyer, lapsed, one_time
        from engagement_types
    )
    on loyal_regular, big_basket, bargain_hunter, fresh_food, gift_buyer, lapsed, one_time
    into name latent_type value weight
)

select
    *,
    sum(weight) over (partition by latent_type order by engagement_type) as weight_to,
    sum(weight) over (partition by latent_type order by engagement_type) - weight as weight_from
from weights;

create table engaged as
select
    customers.customer_number,
    customers.chance,
    customers.type_number,
    customers.tick_from,
    customers.tick_to,
    customers.joined_on,
    lives.active_from,
    lives.active_to,
    days_after(date '{first_day}', lives.active_to) as active_until,
    engagement_types.*,
    -- Whoever ends before the last day is gone; the others go on.
    lives.active_to < {day_count} as is_gone,
    uniform(customers.chance, 'subscribed') < subscribed_share as is_subscribed,
    -- Some read mail in a program that opens every message at once.
    uniform(customers.chance, 'privacy') < 0.3 as has_privacy_proxy,
    case when uniform(customers.chance, 'phone') < 0.6 then 'mobile' else 'desktop' end as usual_device,
    (usual_hour + whole(3 * uniform(customers.chance, 'usual hour'))) % 24 as own_hour
from customers
inner join lives on customers.customer_number = lives.customer_number
inner join affinities
    on customers.latent_type = affinities.latent_type
    and uniform(customers.chance, 'engagement') >= affinities.weight_from
    and uniform(customers.chance, 'engagement') < affinities.weight_to
inner join engagement_types on affinities.engagement_type = engagement_types.engagement_type;
