{% macro probabilities_given() %}
{#- The customer's degree of membership in every segment, from the distances of nearest_given, with the same result as
    segment_probabilities. -#}
weighed as (
    select
        segments.fit_id,
        segments.segment_id,
        case
            when active.has_likelihoods
                then {{ belonging('segments.center.penalty', 'ranked.own.penalty', true) }}
            else {{ belonging('segments.center.penalty', 'ranked.own.penalty', false) }}
        end as belonging
    from segments
    inner join ranked on segments.fit_id = ranked.fit_id
    inner join active on segments.fit_id = active.fit_id
),

totals as (
    select
        fit_id,
        {{ ordered_sum('belonging', ['segment_id']) }} as total
    from weighed
    group by fit_id
),

probabilities as (
    select
        weighed.fit_id,
        max(totals.total) as total,
        {{ sorted_array('array_agg(' ~ row_of({
            'segment_id': 'weighed.segment_id',
            'probability': 'weighed.belonging / totals.total',
        }) ~ ')') }} as listed
    from weighed
    inner join totals on weighed.fit_id = totals.fit_id
    group by weighed.fit_id
)
{%- endmacro %}
