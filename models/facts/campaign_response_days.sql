{{ built_if_given(['campaign_responses'], 'view') }}
select
    customer_id,
    campaign_id,
    cast(responded_at as date) as responded_on
from {{ ref('stg_campaign_responses') }}
