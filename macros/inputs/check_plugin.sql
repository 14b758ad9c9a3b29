{% macro check_plugin(key, path) %}{{ return(adapter.dispatch('check_plugin')(key, path)) }}{% endmacro %}

{% macro default__check_plugin(key, path) %}{% endmacro %}

{% macro duckdb__check_plugin(key, path) %}
{#- Stops the run where an input is a path and the profile lacks the plugin that reads files. -#}
{%- set known = run_query("select count(*) from duckdb_functions() where function_name = 'problem_of_files'") -%}
{%- if not known.rows[0][0] -%}
    {{ config_error(key ~ '.path', path, "cannot be read without Centroid's plugin; add plugins: [{module: centroid.warehouse.duckdb_plugin}] to the output " ~ target.name ~ ' of the profile ' ~ target.profile_name ~ ' in profiles.yml, then build again') }}
{%- endif -%}
{% endmacro %}
