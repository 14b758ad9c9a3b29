{% macro check_publishing() %}
{#- Runs at the start of a run that publishes. Stops with one sentence if a model or test of this package could fail and
    the file would still be published, or if the file cannot be written. -#}
{%- set published = 'model.' ~ model.package_name ~ '.published_tables' -%}
{%- if execute and published in selected_resources -%}
    {%- set waited_for = upstream_of([published]) -%}
    {%- set missing = [] -%}
    {%- for node in graph.nodes.values() if node.package_name == model.package_name and node.resource_type in ['model', 'snapshot', 'test'] -%}
        {#- dbt skips a model after a failed test only if the model comes after everything that the test reads. -#}
        {%- set needed = node.depends_on.nodes if node.resource_type == 'test' else [node.unique_id] -%}
        {%- set unmet = needed | reject('in', waited_for) | list -%}
        {%- if (unmet or not needed) and published not in upstream_of(needed) -%}
            {%- if not needed or unmet | reject('in', graph.nodes) | list -%}
                {{ exceptions.raise_compiler_error("published_tables cannot wait for the test '" ~ node.name ~ "', so its failure would not hold the published file back; let it read models or seeds by ref(), and nothing else.") }}
            {%- endif -%}
            {%- do missing.extend(unmet) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- set read = [] -%}
        {%- for name in missing -%}{%- do read.extend(graph.nodes[name].depends_on.get('nodes', [])) -%}{%- endfor -%}
        {#- A node that waits for a model also waits for everything that the model reads. -#}
        {%- set refs = [] -%}
        {%- for name in missing | unique | reject('in', upstream_of(read)) | sort -%}
            {%- do refs.append('dbt.ref("' ~ graph.nodes[name].name ~ '")') -%}
        {%- endfor -%}
        {{ exceptions.raise_compiler_error('published_tables does not wait for everything, so a failing test would not hold the published file back; add ' ~ refs | join(', ') ~ ' to python_models/publish/published_tables.py.') }}
    {%- endif -%}
    {%- set settings = graph.nodes[published].config.meta -%}
    {%- set problem = published_schema_problem(settings) or published_path_problem(settings) -%}
    {%- if problem -%}{{ exceptions.raise_compiler_error(problem) }}{%- endif -%}
{%- endif -%}
{% endmacro %}

{% macro upstream_of(names) %}
{#- The ids of nodes and sources, and of everything that they depend on. -#}
{%- set found = names | list -%}
{#- The loop appends to the list that it iterates over. -#}
{%- for name in found -%}
    {%- do found.extend(graph.nodes.get(name, {}).get('depends_on', {}).get('nodes', []) | reject('in', found) | list) -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}
