-- Every claim behind a name, trait, warning or lifecycle stage is true: of the share of customers that it wants, or of
-- the number measured. A text that is true of few says "some".
select *
from {{ ref('claims') }}
where not coalesce(
        case
            when wanted_share is not null
                then met_share >= wanted_share and (wanted_share >= 0.45 or said like '%some%' or said like '%one customer in%')
            when operator = '>=' then measured >= value
            when operator = '<=' then measured <= value
        end,
        false
    )
