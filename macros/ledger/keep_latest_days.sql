{% macro keep_latest_days() %}
{#- Removes from the state all days of every classification but the last three: that of the build, and the two before it,
    from which the same day or, if this build fails, the day before can be built again. -#}
{%- set state = built_before('segment_state') -%}
{%- set condition -%}
exists (
    select 1
    from (
        select
            classification,
            observed_on,
            row_number() over (partition by classification order by observed_on desc) as days_back
        from (select distinct days.classification, days.observed_on from {{ state }} as days) as distinct_days
    ) as ranked
    where ranked.days_back > 3
        and ranked.classification = segment_state.classification
        and ranked.observed_on = segment_state.observed_on
)
{%- endset -%}
{%- if state and not flags.EMPTY -%}{{ remove_days(state, condition) }}{%- endif -%}
{% endmacro %}
