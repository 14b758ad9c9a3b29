{% materialization by_step, adapter='duckdb' %}
{#- A table that remembers: each day is made from the day before it, which the model reads in its own table. The model
    named in `steps` lists the days to add, with a classification each; they are added in order, and replace what the
    table has of them. Days after the last published one were left by a build that failed, and are removed. A full
    refresh keeps the table. -#}
{%- set target = this.incorporate(type='table') -%}
{%- set existing = load_cached_relation(this) -%}

{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}

{%- do make_memory(target, existing) -%}
{%- set days = days_to_add() -%}
{%- call statement('main') -%}
    {{ forget_unpublished(target) }};
    {%- for day in days %}
    set variable as_of_date = date '{{ day }}';
    insert into {{ target }} by name {{ compiled_code }};
    {%- endfor %}
    reset variable as_of_date;
{%- endcall -%}

{{ run_hooks(post_hooks, inside_transaction=True) }}
{%- do persist_docs(target, model) -%}
{%- do adapter.commit() -%}
{{ run_hooks(post_hooks, inside_transaction=False) }}
{{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro make_memory(target, existing) %}
{#- Creates the table with the columns of its contract, or adds those that it lacks. -#}
{%- if existing is none -%}
    {%- do run_query('create table ' ~ target ~ ' as select * from (' ~ get_empty_schema_sql(model.columns) ~ ') as columns_only where 1 = 0') -%}
{%- else -%}
    {%- set known = adapter.get_columns_in_relation(existing) | map(attribute='name') | list -%}
    {%- for column in model.columns.values() if column.name not in known -%}
        {%- do run_query('alter table ' ~ target ~ ' add column ' ~ column.name ~ ' ' ~ api.Column.translate_type(column.data_type)) -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}

{% macro days_to_add() %}
{%- if flags.EMPTY -%}{{ return([]) }}{%- endif -%}
{%- set days = [] -%}
{%- for row in run_query('select distinct as_of_date from ' ~ ref(config.require('steps')) ~ ' order by as_of_date').rows -%}
    {%- do days.append(row[0]) -%}
{%- endfor -%}
{{ return(days) }}
{% endmacro %}

{% macro forget_unpublished(target) %}
{#- SQL that removes from a table of memory what a build that failed has left, and the days that are added again. -#}
{{ return(adapter.dispatch('forget_unpublished')(target)) }}
{% endmacro %}

{% macro default__forget_unpublished(target) %}
{{ return('delete from ' ~ target ~ ' where ' ~ is_unpublished(target.identifier)) }}
{% endmacro %}

{% macro is_unpublished(table) -%}
exists (select 1 from {{ ref('ledger_steps') }})
and (
    not exists (
        select 1
        from {{ ref('ledger_days') }} as published
        where published.classification = {{ table }}.classification
            and published.observed_on >= {{ table }}.observed_on
    )
    or exists (
        select 1
        from {{ ref('ledger_steps') }} as steps
        where steps.classification = {{ table }}.classification
            and steps.as_of_date = {{ table }}.observed_on
    )
)
{%- endmacro %}
