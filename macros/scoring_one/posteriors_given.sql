{% macro posteriors_given() %}
{#- How likely one customer is in every segment of a mixture, from what nearest_given found. -#}
likelihoods as (
    select
        segments.fit_id,
        segments.segment_id,
        exp((ranked.own.penalty - segments.center.penalty) / 2) as likelihood
    from segments
    inner join ranked on segments.fit_id = ranked.fit_id
    inner join active on segments.fit_id = active.fit_id
    where active.is_mixture
),

totals as (
    select
        fit_id,
        {{ ordered_sum('likelihood', ['segment_id']) }} as total
    from likelihoods
    group by fit_id
),

posteriors as (
    select
        likelihoods.fit_id,
        max(totals.total) as total,
        {{ sorted_array('array_agg(' ~ row_of({
            'segment_id': 'likelihoods.segment_id',
            'probability': 'likelihoods.likelihood / totals.total',
        }) ~ ')') }} as probabilities
    from likelihoods
    inner join totals on likelihoods.fit_id = totals.fit_id
    group by likelihoods.fit_id
)
{%- endmacro %}
