{% macro published_path_problem(settings) %}{{ return(adapter.dispatch('published_path_problem')(settings)) }}{% endmacro %}

{% macro default__published_path_problem(settings) %}{{ return('') }}{% endmacro %}

{% macro duckdb__published_path_problem(settings) %}
{%- set schemas, published = [], [] -%}
{%- for node in graph.nodes.values() if node.package_name == model.package_name -%}{%- do schemas.append(node.schema) -%}{%- endfor -%}
{%- for table in settings.tables -%}{%- do published.append(table.split('.')[0]) -%}{%- endfor -%}
{%- for schema in (schemas + published) if schema | lower == target.database | lower -%}
    {#- DuckDB cannot distinguish table x of this schema from schema x of this database. -#}
    {{ return(target.path ~ ': the warehouse has the name of the schema ' ~ schema ~ '; set CENTROID_WAREHOUSE, or path in your profiles.yml, to a file of another name, then build again.') }}
{%- endfor -%}
{#- If the plugin is missing, the publish step says so at the end of the run. -#}
{%- set known = run_query("select count(*) from duckdb_functions() where function_name = 'problem_of_publishing'") -%}
{%- if known.rows[0][0] -%}
    {%- set listed = [] -%}
    {%- for schema in published -%}{%- do listed.append(text_literal(schema)) -%}{%- endfor -%}
    {%- set query = 'select problem_of_publishing(' ~ text_literal(settings.path) ~ ', [' ~ listed | join(', ') ~ '])' -%}
    {{ return(run_query(query).rows[0][0]) }}
{%- endif -%}
{{ return('') }}
{% endmacro %}
