-- noqa: disable=LT02
{% set attributes = [
    'region', 'country', 'age_band', 'gender', 'income_band', 'marital_status', 'home_ownership', 'household_size',
    'household_type', 'child_count', 'loyalty_status', 'top_channel_365d', 'top_store_365d', 'top_return_reason_365d',
    'top_ticket_category_365d', 'top_response_campaign_type_365d'
] %}

with customers as (
    select
        assignments.segmentation,
        assignments.segment_id,
        {%- for attribute in attributes %}
        features.{{ attribute }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('current_segments') }} as assignments
    inner join {{ ref('customer_features') }} as features
        on assignments.customer_id = features.customer_id
        and assignments.as_of_date = features.as_of_date
    where assignments.segment_id is not null
),

counts as (
    {%- for attribute in attributes %}
    select
        segmentation,
        segment_id,
        '{{ attribute }}' as attribute,
        cast({{ attribute }} as {{ dbt.type_string() }}) as attribute_value,
        count(*) as customer_count
    from customers
    where {{ attribute }} is not null
    group by segmentation, segment_id, {{ attribute }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Values that too few customers of a segment have are told together, so that nobody can be found by them.
told as (
    select
        *,
        case
            when customer_count < {{ whole_number_var('minimum_cell') }} then 'others' else attribute_value
        end as told_value,
        sum(customer_count) over (partition by segmentation, attribute, attribute_value) as customer_count_of_all,
        sum(customer_count) over (partition by segmentation, segment_id, attribute) as known_count,
        sum(customer_count) over (partition by segmentation, attribute) as known_count_of_all
    from counts
)

select
    segmentation,
    segment_id,
    attribute,
    told_value as attribute_value,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(max(known_count) as bigint) as known_count,
    {{ ratio('sum(customer_count)', 'max(known_count)') }} as customer_share,
    {{ ratio('sum(customer_count_of_all)', 'max(known_count_of_all)') }} as customer_share_of_all
from told
group by segmentation, segment_id, attribute, told_value
