{% macro check_names() %}
{#- Runs at the start, in a project that has this one as a package. Stops with one sentence if a model or seed of the
    project has the name of one of this package's, so that the package's models would read it. dbt looks in the project
    first, unless a flag says otherwise, and a macro cannot see that flag. -#}
{%- if execute -%}
    {%- set own = graph.nodes.values() | selectattr('package_name', 'equalto', model.package_name) | list -%}
    {%- set ids = {} -%}
    {%- for node in own if node.resource_type in ['model', 'seed', 'snapshot'] -%}{%- do ids.update({node.name: node.unique_id}) -%}{%- endfor -%}
    {%- set taken = [] -%}
    {%- for node in own -%}
        {%- for ref in node.refs or [] if not ref.package and ref.name in ids and ids[ref.name] not in node.depends_on.nodes -%}
            {%- do taken.append(ref.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if taken -%}
        {{ exceptions.raise_compiler_error('dbt_project.yml: Centroid would read your ' ~ taken | unique | sort | join(', ') ~ ' in place of its own, which bears the same name; set require_ref_searches_node_package_before_root: true below flags: in the dbt_project.yml of ' ~ project_name ~ ', then build again.') }}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
