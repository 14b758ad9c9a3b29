{% macro code_digest(unique_id) %}
{#- Digest of everything except data that determines a table's rows: the SQL of the model and of everything it reads,
    the seeds (a project that has this one as a package may bring its own), the macros these use, the vars that the
    macros read, and the declared features. The model that lists the table's parts is left out, because its effect is in
    the keys and digests that it lists. -#}
{%- set texts = {} -%}
{%- set ahead = namespace(ids=[unique_id]) -%}
{%- for step in range(graph.nodes | length) if ahead.ids -%}
    {%- set found = [] -%}
    {%- for id in ahead.ids if id not in texts and (id.startswith('seed.') or id.split('.')[1] == unique_id.split('.')[1]) -%}
        {%- if id.startswith('macro.') -%}
            {%- set macro = context[id.split('.')[1]][id.split('.')[2]].macro -%}
            {%- do texts.update({id: macro.macro_sql}) -%}
            {%- do found.extend(macro.depends_on.macros) -%}
        {%- elif id in graph.nodes -%}
            {%- set node = graph.nodes[id] -%}
            {%- do texts.update({id: node.raw_code or node.checksum.checksum}) -%}
            {%- do found.extend(node.depends_on.macros or []) -%}
            {%- for parent in node.depends_on.nodes or [] if parent.split('.')[-1] != node.config.get('parts') -%}
                {%- do found.append(parent) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set ahead.ids = found -%}
{%- endfor -%}
{%- set vars = {} -%}
{%- for name in modules.re.findall("\\b(?:non_negative_)?var\\('(\\w+)'", texts.values() | join(' ')) if name not in ['as_of_date', 'refit'] -%}
    {%- do vars.update({name: mapped_columns() if name == 'inputs' else var(name)}) -%}
{%- endfor -%}
{#- A table with a column per feature also depends on the features' declarations. -#}
{%- set declared = [] -%}
{%- for feature in features() if 'macro.centroid.features' in texts -%}
    {%- do declared.append([feature.name, feature.meta.get('absent')]) -%}
{%- endfor -%}
{{ return(local_md5(tojson([texts, vars, declared], sort_keys=true))) }}
{% endmacro %}
