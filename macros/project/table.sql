{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
{#- Replaces a table by the new one in one transaction. The adapter's materialization renames both tables and drops the
    old one afterwards, which takes a fifteenth of a small build's CPU and is only needed for tables with foreign keys.
    The rows of a Python model arrive over another connection, so they are first written to a table of another name. -#}
{%- set language = model.language -%}
{%- set existing = load_cached_relation(this) -%}
{%- set target = this.incorporate(type='table') -%}
{%- set written = target if language == 'sql' else make_intermediate_relation(target) -%}

{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}

{%- if language == 'python' -%}
    {%- do drop_relation_if_exists(load_cached_relation(written)) -%}
{%- endif -%}
{%- call statement('main', language=language) -%}
    {%- if existing and language == 'sql' %}
    drop {{ existing.type }} {{ existing }};
    {%- endif %}
    {{ create_table_as(False, written, compiled_code, language) }}
{%- endcall -%}
{%- if language == 'python' -%}
    {%- do drop_relation_if_exists(existing) -%}
    {%- do adapter.rename_relation(written, target) -%}
{%- endif -%}

{%- do create_indexes(target) -%}
{{ run_hooks(post_hooks, inside_transaction=True) }}
{%- do persist_docs(target, model) -%}
{%- do adapter.commit() -%}
{{ run_hooks(post_hooks, inside_transaction=False) }}
{{ return({'relations': [target]}) }}
{% endmaterialization %}
