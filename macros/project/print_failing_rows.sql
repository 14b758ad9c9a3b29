{% macro print_failing_rows(results) %}
{#- Runs at the end. Prints the first rows that failing tests found, of those tests whose rows name settings and segments
    and never a customer: tests of seeds, and tests whose meta has `shows_rows`. -#}
{%- for result in results
    if execute and result.node.resource_type == 'test' and result.status in ['fail', 'warn']
    and (result.node.config.meta.get('shows_rows') or reads_seeds_alone(result.node)) -%}
    {%- set rows = run_query('select * from (' ~ result.node.compiled_code ~ ') as failing order by 1 limit 6').rows -%}
    {%- for row in rows if loop.index < 6 -%}
        {%- set cells = [] -%}
        {%- for name, value in row.items() if value is not none -%}
            {%- do cells.append(name ~ ' ' ~ (value | string | truncate(600))) -%}
        {%- endfor -%}
        {%- do print(result.node.name ~ ': ' ~ cells | join(', ')) -%}
    {%- endfor -%}
    {%- if rows | length == 6 -%}
        {%- do print(result.node.name ~ ': and ' ~ (result.failures - 5) ~ ' more') -%}
    {%- endif -%}
{%- endfor -%}
{% endmacro %}

{% macro reads_seeds_alone(node) %}
{%- set others = [] -%}
{%- for name in node.depends_on.nodes if not name.startswith('seed.') -%}
    {%- do others.append(name) -%}
{%- endfor -%}
{{ return(not others) }}
{% endmacro %}
