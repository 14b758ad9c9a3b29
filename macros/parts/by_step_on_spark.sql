{% materialization by_step, adapter='spark' %}
{#- The same on Spark, where a classification and day is a partition. -#}
{%- set target = this.incorporate(type='table') -%}
{%- set existing = load_cached_relation(this) -%}

{{ run_hooks(pre_hooks) }}

{%- do make_memory(target, existing) -%}
{%- set variable = session_variable('as_of_date') -%}
{%- do run_query('declare or replace variable ' ~ variable ~ ' string') -%}
{%- call statement('main') -%}
    {{ forget_unpublished(target) }}
{%- endcall -%}
{%- for day in days_to_add() -%}
    {%- do run_query('set var ' ~ variable ~ " = '" ~ day ~ "'") -%}
    {%- do run_query('insert into ' ~ target ~ ' by name ' ~ compiled_code) -%}
{%- endfor -%}

{%- do persist_docs(target, model) -%}
{%- do persist_constraints(target, model) -%}
{{ run_hooks(post_hooks) }}
{{ return({'relations': [target]}) }}
{% endmaterialization %}
