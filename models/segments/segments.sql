with customers as (
    select
        assignments.segmentation,
        assignments.raw_segment_id as segment_id,
        assignments.fit_id,
        features.net_revenue_365d
    from {{ ref('segment_assignments') }} as assignments
    inner join {{ ref('customer_features') }} as features
        on assignments.customer_id = features.customer_id
        and assignments.as_of_date = features.as_of_date
    where assignments.as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
        and assignments.raw_segment_id is not null
),

sizes as (
    select
        segmentation,
        segment_id,
        max(fit_id) as fit_id,
        count(*) as customer_count,
        sum(net_revenue_365d) as net_revenue_365d
    from customers
    group by segmentation, segment_id
),

-- The feature of each family that sets the segment apart most: three alike would say one thing.
traits as (
    select
        profiles.segmentation,
        profiles.segment_id,
        profiles.standardised_difference,
        case when profiles.standardised_difference > 0 then catalogue.high_label else catalogue.low_label end as trait,
        row_number() over (
            partition by profiles.segmentation, profiles.segment_id, catalogue.family
            order by abs(profiles.standardised_difference) desc, profiles.feature
        ) as family_rank
    from {{ ref('segment_profiles') }} as profiles
    inner join {{ ref('feature_catalogue') }} as catalogue on profiles.feature = catalogue.feature
    -- Closer to everybody than this and a trait tells nobody anything.
    where abs(profiles.standardised_difference) >= 0.3
        and not catalogue.is_sensitive
        -- "Rising" takes a median above zero.
        and (not catalogue.is_signed or sign(profiles.median) = sign(profiles.standardised_difference))
),

ranked_traits as (
    select
        segmentation,
        segment_id,
        trait,
        row_number() over (
            partition by segmentation, segment_id
            order by abs(standardised_difference) desc, trait
        ) as trait_rank
    from traits
    where family_rank = 1
),

distinctive_traits as (
    select
        segmentation,
        segment_id,
        {{ dbt.listagg('trait', "', '", 'order by trait_rank') }} as distinctive_traits
    from ranked_traits
    where trait_rank <= 3
    group by segmentation, segment_id
)

select
    sizes.segmentation,
    sizes.segment_id,
    names.segment_name,
    names.archetype,
    names.name_source,
    traits.distinctive_traits,
    sizes.customer_count,
    {{ ratio('sizes.customer_count', 'sum(sizes.customer_count) over (partition by sizes.segmentation)') }}
        as customer_share,
    cast(sizes.net_revenue_365d as decimal(18, 4)) as net_revenue_365d,
    {{ ratio('sizes.net_revenue_365d', 'sum(sizes.net_revenue_365d) over (partition by sizes.segmentation)') }}
        as revenue_share,
    playbook.message,
    playbook.offer,
    playbook.channel,
    playbook.kpi,
    playbook.service_level,
    playbook.priority,
    cast((select as_of.as_of_date from {{ ref('as_of') }} as as_of) as date) as as_of_date,
    sizes.fit_id
from sizes
inner join {{ ref('segment_names') }} as names
    on sizes.fit_id = names.fit_id
    and sizes.segment_id = names.segment_id
left join distinctive_traits as traits
    on sizes.segmentation = traits.segmentation
    and sizes.segment_id = traits.segment_id
left join {{ ref('playbook') }} as playbook
    on sizes.segmentation = playbook.segmentation
    and names.archetype = playbook.archetype
