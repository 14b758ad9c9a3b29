{{ built_if_given(['reviews'], 'view') }}
select
    review_id,
    customer_id,
    reviewed_at,
    cast(reviewed_at as date) as reviewed_on,
    -- Stars are 1 to 5. What is not is not known.
    case when rating >= 1 and rating <= 5 then rating end as rating
from {{ ref('stg_reviews') }}
