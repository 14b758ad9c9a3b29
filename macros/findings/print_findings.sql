{% macro print_findings(results) %}
{#- Runs at the end. Prints the findings to be watched or acted on in sentences, if they were found in this run. -#}
{%- set built = [] -%}
{%- for result in results if result.node.name == 'input_findings' and result.node.resource_type == 'model' and result.status == 'success' -%}
    {%- do built.append(result.node.relation_name) -%}
{%- endfor -%}
{%- if execute and built -%}
    {%- set rows = run_query(
        'select status, input, finding, sentence, remedy, fails_build from ' ~ built[0] ~ " where status <> 'ok' order by status, input, finding"
    ).rows -%}
    {%- for status, input, finding, sentence, remedy, fails_build in rows -%}
        {%- set proposal = proposal_of(input, finding) -%}
        {%- do print(
            ('Act: ' if status == 'act' else 'Watch: ') ~ input ~ ': ' ~ sentence ~ ' '
            ~ (proposal[0] | upper ~ proposal[1:] ~ '.' if proposal else remedy or '')
            ~ (' The build fails; to let it pass, name ' ~ finding ~ ' in the var findings, under let_pass.' if fails_build)
        ) -%}
    {%- endfor -%}
    {%- set known = run_query('select distinct finding from ' ~ built[0]).columns[0].values() -%}
    {%- for name in finding_settings().fail + finding_settings().let_pass if name not in known -%}
        {%- do print("Watch: var 'findings': '" ~ name ~ "' is not a finding of these inputs and changes nothing; inputs.input_findings lists them.") -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}

{% macro proposal_of(input, finding) %}
{#- How most of the values could be read that could not, in words; none if the finding is about something else. -#}
{%- set column = modules.re.sub('^unreadable_', '', finding) -%}
{%- set type = input_contract()[input]['columns'].get(column) -%}
{%- set mapping = input_mapping(input) -%}
{%- if not finding.startswith('unreadable_') or type in [none, 'string'] or 'column' not in mapped_column(mapping, column) -%}
    {{ return(none) }}
{%- endif -%}
{%- set values -%}
    select {{ json_text('rejected_row', mapped_column(mapping, column).column) }} as text
    from {{ graph.nodes['model.centroid.checked_' ~ input].relation_name }}
    where rejection_reason = '{{ finding }}'
{%- endset -%}
{{ return(reading_proposal(input, column, type, values)) }}
{% endmacro %}
