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
    {%- do run_query('create table ' ~ target ~ memory_format() ~ ' as select * from (' ~ get_empty_schema_sql(model.columns) ~ ') as columns_only where 1 = 0') -%}
{%- else -%}
    {%- set known = adapter.get_columns_in_relation(existing) | map(attribute='name') | list -%}
    {%- for column in model.columns.values() if column.name not in known -%}
        {%- do run_query('alter table ' ~ target ~ ' add column ' ~ column.name ~ ' ' ~ api.Column.translate_type(column.data_type)) -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}

{% macro memory_format() %}{{ return(adapter.dispatch('memory_format')()) }}{% endmacro %}

{% macro default__memory_format() %}{{ return('') }}{% endmacro %}

{% macro spark__memory_format() %}
{{ return(' ' ~ file_format_clause() ~ ' partitioned by (classification, observed_on) ' ~ location_clause()) }}
{% endmacro %}

{% macro days_to_add() %}
{%- if flags.EMPTY -%}{{ return([]) }}{%- endif -%}
{%- set days = [] -%}
{%- for row in run_query('select distinct as_of_date from ' ~ ref(config.require('steps')) ~ ' order by as_of_date').rows -%}
    {%- do days.append(row[0]) -%}
{%- endfor -%}
{%- if not days -%}
    {%- do print(this.schema ~ '.' ~ this.identifier ~ ': this day is before the last one published, so nothing is added.') -%}
{%- endif -%}
{{ return(days) }}
{% endmacro %}

{% macro forget_unpublished(target) %}
{#- Statement that removes from a table of memory what a build that failed has left, and the days that are added again. -#}
{{ return(remove_days(target, is_unpublished(target.identifier))) }}
{% endmacro %}

{% macro remove_days(target, condition) %}
{#- Statement that removes the days of a table of memory that a condition selects, which has to be the same for all rows of
    a classification and day: on Spark they are a partition. -#}
{{ return(adapter.dispatch('remove_days')(target, condition)) }}
{% endmacro %}

{% macro default__remove_days(target, condition) %}
{{ return('delete from ' ~ target ~ ' where ' ~ condition) }}
{% endmacro %}

{% macro spark__remove_days(target, condition) %}
{%- set partitions = [] -%}
{%- for row in run_query('select distinct classification, observed_on from ' ~ target ~ ' where ' ~ condition).rows -%}
    {%- do partitions.append("partition (classification = '" ~ row[0] ~ "', observed_on = date '" ~ row[1] ~ "')") -%}
{%- endfor -%}
{{ return('alter table ' ~ target ~ ' drop ' ~ partitions | join(', ') if partitions else 'select 1') }}
{% endmacro %}

{% macro is_unpublished(table) -%}
{#- Days after the last one that counts, and those that are added again. A classification of which no day counts, as state
    and ledger differ, keeps what was published. -#}
{%- set builds = built_before('builds') -%}
exists (select 1 from {{ ref('ledger_steps') }})
and (
    {{ table }}.observed_on > coalesce(
        (
            select max(published.observed_on)
            from {{ ref('ledger_days') }} as published
            where published.classification = {{ table }}.classification
        ),
        {%- if builds %}
        (select max(builds.as_of_date) from {{ builds }} as builds),
        {%- endif %}
        cast('0001-01-01' as date)
    )
    or exists (
        select 1
        from {{ ref('ledger_steps') }} as steps
        where steps.classification = {{ table }}.classification
            and steps.as_of_date = {{ table }}.observed_on
    )
)
{%- endmacro %}
