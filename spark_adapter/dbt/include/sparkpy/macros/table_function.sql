{% materialization table_function, adapter='sparkpy', supported_languages=['sql'] %}
{#- A query with parameters, kept in the catalog and called as a table: select * from schema.name(...). -#}
{%- set parameters = config.get('parameters') or [] -%}
{%- if parameters is string -%}{%- set parameters = [parameters] -%}{%- endif -%}
{{ run_hooks(pre_hooks) }}
{%- call statement('main') -%}
create or replace function {{ this }}(
    {%- for parameter in parameters %}{{ parameter }} string{{ ', ' if not loop.last }}{% endfor -%}
)
returns table
return {{ compiled_code }}
{%- endcall -%}
{{ run_hooks(post_hooks) }}
{{ return({'relations': []}) }}
{% endmaterialization %}
