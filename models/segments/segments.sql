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

traits as (
    select
        profiles.segmentation,
        profiles.segment_id,
        case when profiles.standardised_difference > 0 then catalogue.high_label else catalogue.low_label end as trait,
        row_number() over (
            partition by profiles.segmentation, profiles.segment_id
            order by abs(profiles.standardised_difference) desc, declared.feature_position
        ) as trait_rank
    from {{ ref('segment_profiles') }} as profiles
    inner join {{ ref('segmentation_features') }} as declared
        on profiles.segmentation = declared.segmentation
        and profiles.feature = declared.feature
    inner join {{ ref('feature_catalogue') }} as catalogue on profiles.feature = catalogue.feature
    -- Closer to everybody than this and a trait tells nobody anything.
    where abs(profiles.standardised_difference) >= 0.3
        -- Where a feature can be negative (and has no index), "rising" takes a median above zero.
        and (
            profiles.index_against_all is not null
            or sign(profiles.median) = sign(profiles.standardised_difference)
        )
),

words as (
    select
        segmentation,
        segment_id,
        max(case when trait_rank = 1 then trait end) as first_trait,
        max(case when trait_rank = 2 then trait end) as second_trait
    from traits
    group by segmentation, segment_id
),

named as (
    select
        sizes.*,
        case
            when words.first_trait is null then 'Average'
            when words.second_trait is null
                then concat(upper(substr(words.first_trait, 1, 1)), substr(words.first_trait, 2))
            else concat(upper(substr(words.first_trait, 1, 1)), substr(words.first_trait, 2), ', ', words.second_trait)
        end as plain_name
    from sizes
    left join words
        on sizes.segmentation = words.segmentation
        and sizes.segment_id = words.segment_id
),

numbered as (
    select
        *,
        row_number() over (partition by segmentation, plain_name order by segment_id) as name_number
    from named
)

select
    segmentation,
    segment_id,
    case
        when name_number = 1 then plain_name
        else concat(plain_name, ' (', cast(name_number as {{ dbt.type_string() }}), ')')
    end as segment_name,
    customer_count,
    cast(customer_count as double) / sum(customer_count) over (partition by segmentation) as customer_share,
    cast(net_revenue_365d as decimal(18, 4)) as net_revenue_365d,
    {{ ratio('net_revenue_365d', 'sum(net_revenue_365d) over (partition by segmentation)') }} as revenue_share,
    cast((select as_of.as_of_date from {{ ref('as_of') }} as as_of) as date) as as_of_date,
    fit_id
from numbered
