-- What is said of a customer in different places may not be the opposite, for more than three in a hundred.
select sum(case when contradiction is not null then customer_share else 0 end) as contradicted_share
from {{ ref('word_combinations') }}
having sum(case when contradiction is not null then customer_share else 0 end) >= 0.03
