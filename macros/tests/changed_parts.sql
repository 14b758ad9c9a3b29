{% macro changed_parts(kind) %}
{#- A select of the months or dates that tests look at: the latest, and those that the last complete build did not
    test as they are now. `kind` is months (of orders), histories (of months), dates (of features), scores or assignments (of dates). -#}
{%- set part = tested_parts(built_relation)[kind] -%}
{%- set audited = built_relation('audited_parts') -%}
select wanted.{{ part.key }}
from {{ part.listing }} as wanted
{%- if not are_all_parts_new() %}
left join {{ audited }} as audited
    on audited.kind = '{{ kind }}'
    and wanted.{{ part.key }} = audited.part
    and wanted.{{ part.wanted }} = audited.fingerprint
    and audited.tests_digest = '{{ tests_digest() }}'
where audited.part is null
    or wanted.{{ part.key }} = (select max(latest.{{ part.key }}) from {{ part.listing }} as latest)
{%- endif %}
{%- endmacro %}

{% macro are_all_parts_new() %}
{#- Whether tests look at everything: in a full refresh, and where no complete build noted what it tested. -#}
{%- set audited = built_relation('audited_parts') -%}
{{ return(not execute or flags.FULL_REFRESH or not relation_exists(audited.schema ~ '.' ~ audited.identifier)) }}
{% endmacro %}

{% macro tested_parts(relation_of=ref) %}
{#- What tables are kept by: the listing of the parts, their key, and what names all that a part is made of. -#}
{{ return({
    'months': {'listing': relation_of('order_months'), 'key': 'ordered_month', 'wanted': 'lines_fingerprint'},
    'histories': {'listing': relation_of('order_months'), 'key': 'ordered_month', 'wanted': 'history_fingerprint'},
    'dates': {'listing': relation_of('observation_dates'), 'key': 'as_of_date', 'wanted': 'features_fingerprint'},
    'scores': {'listing': relation_of('rfm_dates'), 'key': 'as_of_date', 'wanted': 'scores_fingerprint'},
    'assignments': {'listing': scored_dates(relation_of), 'key': 'as_of_date', 'wanted': 'scored_from'},
}) }}
{% endmacro %}

{% macro built_relation(model_name) %}
{#- A model's relation without a dependency on it: dbt cannot learn of one from a test's configuration. -#}
{%- if not execute -%}{{ return(model_name) }}{%- endif -%}
{%- set node = graph.nodes['model.' ~ project_name ~ '.' ~ model_name] -%}
{{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{% endmacro %}

{% macro tests_digest() %}
{#- A digest of every data test, so that a new or edited one looks at everything again. -#}
{%- set tests = [] -%}
{%- for node in graph.get('nodes', {}).values() | sort(attribute='unique_id') if node.resource_type == 'test' -%}
    {%- do tests.append([node.raw_code, node.get('test_metadata', {}).get('kwargs')]) -%}
{%- endfor -%}
{{ return(local_md5(tojson(tests))) }}
{% endmacro %}
