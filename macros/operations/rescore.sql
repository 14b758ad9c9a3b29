{% macro rescore(date, fit) %}
{#- dbt run-operation rescore --args '{date: 2024-11-30, fit: value-20240831-1a2b3c4d}'
    Writes segments.rescored_customers: the segment of every customer on an observation date under any fit of the
    registry, within today's population of its segmentation. -#}
{%- if execute -%}
    {%- set spec = checked_fit(fit) -%}
    {%- do check_observed(date) -%}
    {%- set side = api.Relation.create(database=target.database, schema=ref("segment_changes").schema, identifier='rescored_customers', type='table') -%}
    {%- do run_query('drop table if exists ' ~ side) -%}
    {%- do run_query('create table ' ~ side ~ ' as ' ~ rescored_customers(date, fit, spec)) -%}
    {%- do keep_what_was_done() -%}
    {%- set found = run_query('select count(*), count(distinct segment_id) from ' ~ side).rows[0] -%}
    {{ print(side.schema ~ '.rescored_customers: ' ~ found[0] ~ ' customers of ' ~ date ~ ' in ' ~ found[1] ~ ' segments of ' ~ fit) }}
{%- endif -%}
{% endmacro %}

{% macro compare_fits(date, fit, other) %}
{#- dbt run-operation compare_fits --args '{date: 2024-12-31, fit: value-20240930-1a2b3c4d, other: value-20241231-1a2b3c4d}'
    Prints, for two fits of a segmentation on the customers of one date: how many are in the same segment under both, who
    would move and with how much revenue, and how far apart the segments are. -#}
{%- if execute -%}
    {%- set spec, other_spec = checked_fit(fit), checked_fit(other) -%}
    {%- if spec.name != other_spec.name -%}
        {{ config_error('other', other, 'is a fit of ' ~ other_spec.name ~ ' and not of ' ~ spec.name ~ '; name two fits of one segmentation', kind='argument') }}
    {%- endif -%}
    {%- do check_observed(date) -%}
    {%- set query -%}
    select
        count(*) as customer_count,
        {{ count_if('one.segment_id = two.segment_id') }} as same_count,
        coalesce(sum(case when one.segment_id <> two.segment_id then features.net_revenue_365d end), 0) as moved_revenue,
        coalesce(sum(features.net_revenue_365d), 0) as revenue,
        avg((one.runner_up_distance - one.distance) / nullif(one.runner_up_distance, 0)) as separation,
        avg((two.runner_up_distance - two.distance) / nullif(two.runner_up_distance, 0)) as other_separation
    from ({{ rescored_customers(date, fit, spec) }}) as one
    inner join ({{ rescored_customers(date, other, spec) }}) as two on one.customer_id = two.customer_id
    inner join {{ built_before('wide_features') }} as features
        on one.customer_id = features.customer_id
        and features.as_of_date = date '{{ date }}'
    {%- endset -%}
    {%- set found = run_query(query).rows[0] -%}
    {%- if not found[0] -%}
        {{ config_error('date', date, 'has no customer whom both fits place; a feature of one of them may be gone', kind='argument') }}
    {%- endif -%}
    {{ print('%s on %s: %s of %s customers are in the same segment under %s and %s (%s %%).' | format(spec.name, date, found[1], found[0], fit, other, (100 * found[1] / found[0]) | round(1))) }}
    {{ print('%s would move, with %s of %s net revenue of the last 365 days.' | format(found[0] - found[1], found[2], found[3])) }}
    {{ print('Separation, the mean of (distance to the runner-up - distance) / distance to the runner-up: %s and %s.' | format(found[4] | round(3), found[5] | round(3))) }}
{%- endif -%}
{% endmacro %}

{% macro rescored_customers(date, fit, spec) %}
{#- Select with one row per customer of a date: the segment under a fit. -#}
{%- set customers -%}
select
    customer_id,
    as_of_date,
    '{{ fit }}' as fit_id
from {{ built_before('wide_features') }}
where as_of_date = date '{{ date }}'
    and ({{ spec.population }})
{%- endset -%}
{{ scored_under_fits(customers, built_before('wide_features')) }}
{% endmacro %}

{% macro checked_fit(fit) %}
{#- The declared segmentation of a fit, which has to be in the registry with parameters. -#}
{%- for row in run_query('select distinct fit_id, segmentation from ' ~ ref('fitted_segments')).rows if row[0] == fit -%}
    {%- for spec in segmentations() if spec.name == row[1] -%}
        {{ return(spec) }}
    {%- endfor -%}
    {{ config_error('fit', fit, 'is a fit of ' ~ row[1] ~ ', which is not declared', kind='argument') }}
{%- endfor -%}
{{ config_error('fit', fit, 'is not a fit with segments; fits.segmentation_fits lists them', kind='argument') }}
{% endmacro %}

{% macro check_observed(date) %}
{%- set days = run_query('select distinct as_of_date from ' ~ built_before('observation_dates') ~ ' order by as_of_date').rows | map(attribute=0) | map('string') | list -%}
{%- if date | string not in days -%}
    {{ config_error('date', date, 'is not an observation date; they are ' ~ days | join(', ') ~ '. A build with as_of_date makes another', kind='argument') }}
{%- endif -%}
{% endmacro %}

{% macro keep_what_was_done() %}
{#- Commits, where an operation runs in a transaction that dbt would roll back. -#}
{{ return(adapter.dispatch('keep_what_was_done')()) }}
{% endmacro %}

{% macro default__keep_what_was_done() %}{% endmacro %}

{% macro duckdb__keep_what_was_done() %}{% do run_query('commit') %}{% endmacro %}
