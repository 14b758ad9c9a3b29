{{ config(materialized='ephemeral') }}

with facts as (
    select
        segments.segmentation,
        segments.segment_id,
        fits.as_of_date as fitted_on,
        fits.status,
        coalesce({{ markdown_text('fits.reason') }}, 'as given') as reason,
        {{ readable_number('fits.sample_size') | indent(8) }} as sample_size,
        coalesce({{ readable_number('fitted.stability') | indent(8) }}, 'unknown') as stability,
        coalesce({{ readable_share('fitted.rule_recall') | indent(8) }}, 'none') as rule_recall,
        {{ readable_share('fitted.rule_precision') | indent(8) }} as rule_precision,
        coalesce({{ readable_share(ratio('sizes.outlier_count', 'sizes.judged_count')) | indent(8) }}, 'unknown')
            as outlier_share,
        {{ readable_share('specs.outlier_quantile') | indent(8) }} as outlier_quantile,
        concat(
            'in the 90 days after ', validation.as_of_date,
            case when validation.is_after_fit then '' else ' (before the fit, looking back)' end,
            ' its mean customer spent ', {{ readable_number('validation.net_revenue_next_90d') | indent(12) }},
            ' in ', {{ readable_number('validation.order_count_next_90d') | indent(12) }}, ' orders, and ',
            {{ readable_share('validation.retained_share_next_90d') | indent(12) }}, ' ordered at all; ',
            case
                when validation.differs then 'every other segment did clearly otherwise'
                else concat(
                        coalesce(
                            {{ markdown_text('alike.segment_name') }},
                            concat('segment ', validation.most_alike_segment_id)
                        ),
                        ' was not clearly different'
                    )
            end
        ) as outcome,
        validation.fit_id is not null as is_validated
    from {{ ref('segments') }} as segments
    inner join {{ ref('segment_sizes') }} as sizes
        on segments.segmentation = sizes.segmentation
        and segments.segment_id = sizes.segment_id
    inner join {{ ref('segmentation_specs') }} as specs on segments.segmentation = specs.segmentation
    inner join {{ ref('segmentation_fits') }} as fits on segments.fit_id = fits.fit_id
    left join {{ ref('fitted_segments') }} as fitted
        on segments.fit_id = fitted.fit_id
        and segments.segment_id = fitted.segment_id
    left join {{ ref('segment_validation') }} as validation
        on segments.fit_id = validation.fit_id
        and segments.segment_id = validation.segment_id
    left join {{ ref('segments') }} as alike
        on segments.segmentation = alike.segmentation
        and validation.most_alike_segment_id = alike.segment_id
)

select
    segmentation,
    segment_id,
    concat_ws(
        chr(10),
        '## How sure it is',
        '',
        concat(
            '- Stability: ', stability,
            ' (how alike resamples of the customers find it again; above 0.75 it is stable, below 0.5 it dissolves).'
        ),
        concat(
            '- Rules: all of them together find ', rule_recall, ' of the segment',
            coalesce(', and ' || rule_precision || ' of those they find are in it', ''), '.'
        ),
        concat(
            '- Outliers: ', outlier_share, ' (customers farther from the center than ', outlier_quantile,
            ' of the segment was in the sample of the fit).'
        ),
        concat('- What they did next: ', case when is_validated then outcome else 'not known yet' end, '.'),
        concat(
            '- Fit of ', fitted_on, ' on ', sample_size, ' customers',
            case when status = 'below_gates' then ', below its gates: take the segment as provisional' else '' end,
            '. Number of segments: ', reason
        )
    ) as section
from facts
