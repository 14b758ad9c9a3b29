{% materialization by_part, adapter='duckdb' %}
{#- Stores a table by part, which is a month or an observation date. The model named in `parts` lists the parts, with a
    digest of the data that each is computed from. A build computes the parts that are missing, or whose data or SQL has
    changed, and deletes those that are no longer listed, all in one transaction. -#}
{%- set target = this.incorporate(type='table') -%}
{%- set existing = load_cached_relation(this) -%}
{%- set key = config.require('key') -%}
{%- do make_due_parts([]) -%}
{%- set is_kept = existing is not none and not should_full_refresh() and has_columns_of(existing, rows_of_parts()) -%}
{%- set changes = changed_parts(existing if is_kept else none) -%}
{%- do make_due_parts(changes.due) -%}

{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}

{%- call statement('main') -%}
    {%- if not is_kept %}
    {%- if existing %}
    drop {{ existing.type }} {{ existing }};
    {%- endif %}
    {{ create_table_as(False, target, 'select * from (' ~ rows_of_parts() ~ ') as parts limit 0') }};
    {%- endif %}
    {%- if changes.outdated %}
    delete from {{ target }}
    where {{ key }} in ({% for part in changes.outdated %}{{ date_literal(part[0]) }}{{ ', ' if not loop.last }}{% endfor %});
    {%- endif %}
    {%- if takes_all_parts() and changes.due %}
    insert into {{ target }} by name {{ rows_of_parts() }};
    {%- elif changes.due %}
    {%- for part in changes.due %}
    set variable {{ key }} = {{ date_literal(part[0]) }};
    set variable digest = '{{ part[1] }}';
    insert into {{ target }} by name {{ rows_of_parts() }};
    {%- endfor %}
    reset variable {{ key }};
    reset variable digest;
    {%- endif %}
{%- endcall -%}

{%- do create_indexes(target) -%}
{{ run_hooks(post_hooks, inside_transaction=True) }}
{%- do persist_docs(target, model) -%}
{%- do adapter.commit() -%}
{{ run_hooks(post_hooks, inside_transaction=False) }}
{{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro rows_of_parts() %}
{#- The model's SQL, with the digest of each row's part as a column. -#}
{%- if takes_all_parts() -%}
select part_rows.*, due.digest
from ({{ compiled_code }}) as part_rows
inner join {{ due_parts() }} as due on part_rows.{{ config.require('key') }} = due.{{ config.require('key') }}
{%- else -%}
select part_rows.*, {{ part_digest() }} as digest
from ({{ compiled_code }}) as part_rows
{%- endif -%}
{% endmacro %}

{% macro changed_parts(kept) %}
{#- Parts to compute (`due`) and parts to delete (`outdated`), each as key and digest. `kept` is the existing table, or
    none. With --empty nothing is computed or deleted, because then the list is empty and every part would look
    outdated. -#}
{%- if flags.EMPTY -%}{{ return({'due': [], 'outdated': []}) }}{%- endif -%}
{%- set key = config.require('key') -%}
{%- set changes = run_query(
    "with listed as (select " ~ key ~ " as part, md5(concat(" ~ config.require('digest') ~ ", '|" ~ code_digest(model.unique_id) ~ "')) as digest"
    ~ " from " ~ ref(config.require('parts')) ~ " where " ~ config.require('digest') ~ " is not null), "
    ~ "kept as (" ~ (
        "select distinct " ~ key ~ " as part, digest from " ~ kept if kept else "select part, digest from listed where 1 = 0"
    ) ~ ") "
    ~ "select listed.part, listed.digest, 'due' as change from listed"
    ~ " left join kept on listed.part = kept.part and listed.digest = kept.digest where kept.part is null "
    ~ "union all "
    ~ "select kept.part, kept.digest, 'outdated' as change from kept"
    ~ " left join listed on kept.part = listed.part and kept.digest = listed.digest where listed.part is null "
    ~ "order by 1, 2"
) -%}
{%- set due, outdated = [], [] -%}
{%- for change in changes.rows -%}
    {%- do (due if change[2] == 'due' else outdated).append(change.values()[:2]) -%}
{%- endfor -%}
{{ return({'due': due, 'outdated': outdated}) }}
{% endmacro %}

{% macro has_columns_of(relation, sql) %}
{#- True if a table has the columns of a select with the same types, in any order. If not, as after adding a feature,
    the whole table is rebuilt. -#}
{%- set columns = {'kept': [], 'wanted': []} -%}
{%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- do columns.kept.append(column.name ~ ' ' ~ column.data_type) -%}
{%- endfor -%}
{%- for column in get_column_schema_from_query(sql) -%}
    {%- do columns.wanted.append(column.name ~ ' ' ~ column.data_type) -%}
{%- endfor -%}
{{ return(columns.kept | sort == columns.wanted | sort) }}
{% endmacro %}

{% macro make_due_parts(parts) %}
{#- Creates the temporary relation that due_parts() names: the parts to compute. -#}
{%- if takes_all_parts() -%}
{%- call statement('due_parts') -%}
create or replace temporary view {{ due_parts() }} as
{%- for part in parts or [['0001-01-01', '']] %}
select {{ date_literal(part[0]) }} as {{ config.require('key') }}, '{{ part[1] }}' as digest
{{- ' where 1 = 0' if not parts }}
{{- ' union all' if not loop.last }}
{%- endfor %}
{%- endcall -%}
{%- endif -%}
{% endmacro %}

{% macro date_literal(value) %}date '{{ value }}'{% endmacro %}
