-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

with fits as (
    select
        candidates.fit_id,
        candidates.smallest_share,
        candidates.stability,
        specs.minimum_share,
        specs.minimum_stability,
        candidates.smallest_share < specs.minimum_share as is_small,
        candidates.stability < specs.minimum_stability as is_unstable,
        fits.status = 'rejected' as is_promoted
    from {{ ref('segmentation_fits') }} as fits
    inner join {{ ref('segmentation_specs') }} as specs on fits.segmentation = specs.segmentation
    inner join {{ ref('segmentation_candidates') }} as candidates
        on fits.fit_id = candidates.fit_id
        and candidates.is_chosen
    where fits.is_active
        and fits.status <> 'fitted'
)

select
    sizes.segmentation,
    sizes.segment_id,
    'below_gates' as warning,
    concat(
        'Provisional: ',
        case
            when fits.is_promoted
                then concat(
                    'the fit of ', sizes.segmentation, ' that was promoted had not passed its gates. Of its segments, '
                )
            else concat('no number of segments of ', sizes.segmentation, ' passed its gates. Of those used, ')
        end,
        case
            when fits.is_small
                then concat(
                    'the smallest has ', {{ readable_share('fits.smallest_share') | indent(20) }},
                    ' of the customers fitted on, below ', {{ readable_share('fits.minimum_share') | indent(20) }}
                )
            else ''
        end,
        case when fits.is_small and fits.is_unstable then '; ' else '' end,
        case
            when fits.is_unstable
                then concat(
                    'the least stable was found again in resamples with an agreement of ',
                    {{ readable_number('fits.stability') | indent(20) }}, ', below ',
                    {{ readable_number('fits.minimum_stability') | indent(20) }}
                )
            else ''
        end,
        '.'
    ) as sentence,
    'least_share_of_a_gate' as feature,
    '<' as operator,
    cast(1 as double) as value,
    cast(null as double) as wanted_share,
    least(
        case when fits.is_small then fits.smallest_share / fits.minimum_share else 1 end,
        case when fits.is_unstable then fits.stability / fits.minimum_stability else 1 end
    ) as measured
from {{ ref('segment_sizes') }} as sizes
inner join fits on sizes.fit_id = fits.fit_id
-- A measure that is unknown passes no gate, but says nothing.
where fits.is_small or fits.is_unstable
