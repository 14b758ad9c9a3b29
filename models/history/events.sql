select
    cast(happened_on as date) as happened_on,
    words
from {{ ref('annotations') }}
