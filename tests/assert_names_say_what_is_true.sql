-- Every claim behind a name, trait, warning or lifecycle stage is true: of the share of customers that it wants, or of
-- the number measured. A text that is true of few says "some".
select
    segmentation,
    segment_id,
    said_in,
    said,
    feature,
    operator,
    value,
    wanted_share,
    met_share,
    measured
from {{ ref('claims') }}
where not coalesce(
        case
            when wanted_share is not null
                then met_share >= wanted_share and (wanted_share >= 0.7 or said like '%some%')
            when operator = '>=' then measured >= value
            when operator = '<=' then measured <= value
            when operator = '<' then measured < value
        end,
        false
    )
