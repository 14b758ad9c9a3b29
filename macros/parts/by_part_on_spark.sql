{% materialization by_part, adapter='spark' %}
{#- The same on Spark, where a part is a partition. Plain Parquet has no transactions, so a query during a build may
    miss a part; users query the published views instead. -#}
{%- set existing = load_cached_relation(this) -%}
{%- set target = this.incorporate(type='table') -%}
{%- set key = config.require('key') -%}
{%- do make_due_parts([]) -%}
{%- if not takes_all_parts() -%}
    {%- for name in [key, 'digest'] -%}
        {%- do run_query('declare or replace variable ' ~ session_variable(name) ~ ' string') -%}
    {%- endfor -%}
{%- endif -%}
{%- set is_kept = existing is not none and not should_full_refresh() and has_columns_of(existing, rows_of_parts()) -%}
{%- set changes = changed_parts(existing if is_kept else none) -%}
{%- do make_due_parts(changes.due) -%}

{{ run_hooks(pre_hooks) }}

{%- if existing and not is_kept -%}
    {%- do adapter.drop_relation(existing) -%}
{%- endif -%}
{%- call statement('main') -%}
    {%- if is_kept and not changes.outdated -%}
    select 1
    {%- elif is_kept -%}
    alter table {{ target }} drop
    {%- for part in changes.outdated %} partition ({{ key }} = {{ date_literal(part[0]) }}){{ ',' if not loop.last }}{% endfor %}
    {%- else -%}
    {%- if config.get('contract').enforced %}{{ get_assert_columns_equivalent(rows_of_parts()) }}{% endif %}
    create table {{ target }} {{ file_format_clause() }} {{ options_clause() }} {{ tblproperties_clause() }}
    partitioned by ({{ key }}) {{ location_clause() }}
    as select * from ({{ rows_of_parts() }}) as parts limit 0
    {%- endif -%}
{%- endcall -%}
{%- set insert = 'insert into ' ~ target ~ ' by name ' ~ rows_of_parts() -%}
{%- if takes_all_parts() and changes.due -%}
    {%- do run_query(insert) -%}
{%- else -%}
    {%- for part in changes.due -%}
        {%- do run_query('set var ' ~ session_variable(key) ~ " = '" ~ part[0] ~ "'") -%}
        {%- do run_query('set var ' ~ session_variable('digest') ~ " = '" ~ part[1] ~ "'") -%}
        {%- do run_query(insert) -%}
    {%- endfor -%}
{%- endif -%}

{%- do persist_docs(target, model) -%}
{%- do persist_constraints(target, model) -%}
{{ run_hooks(post_hooks) }}
{{ return({'relations': [target]}) }}
{% endmaterialization %}
