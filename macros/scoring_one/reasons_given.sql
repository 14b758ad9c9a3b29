{% macro reasons_given() %}
{#- The largest contributions to the lead over the runner-up, computed as in explain_assignments. -#}
select
    fit_id,
    {{ sorted_array('array_agg(' ~ row_of({
        'size': '-abs(contribution / nullif(total, 0))',
        'feature_position': 'feature_position',
        'feature': 'feature',
        'contribution': 'contribution / nullif(total, 0)',
    }) ~ ')') }} as ranked
from (
    select
        parts.*,
        sum(abs(contribution)) over (
            partition by fit_id order by feature_position rows between unbounded preceding and unbounded following
        ) as total
    from (
        select
            offsets.fit_id,
            offsets.feature,
            max(filled.feature_position) as feature_position,
            {{ ordered_sum(
                'case when offsets.center_id = ranked.own.center_id then -1 else 1 end'
                ~ ' * offsets.weighted_offset * components.length',
                ['offsets.center_id', 'offsets.component'],
            ) }} / 2 as contribution
        from ranked
        inner join offsets
            on ranked.fit_id = offsets.fit_id
            and offsets.center_id in (ranked.own.center_id, ranked.other.center_id)
        inner join components
            on offsets.fit_id = components.fit_id
            and offsets.center_id = components.center_id
            and offsets.component = components.component
        inner join filled
            on offsets.fit_id = filled.fit_id
            and offsets.feature = filled.feature
        group by offsets.fit_id, offsets.feature
    ) as parts
) as contributions
group by fit_id
{%- endmacro %}
