{% macro explain_failures(results) %}
{#- Errors of the engine about the machine name no remedy. This adds one, once, at the end of the run. The publish step
    has its own sentence. -#}
{%- set remedies = {
    'No space left on device': 'the disk is full; make room, then build again',
    'Corrupt database file':
        'the warehouse is damaged; put its last backup in its place, or move it away to begin anew, then build again',
    "No module named 'centroid'":
        'the Python package centroid is not in the environment that dbt runs in; pip install the folder of the dbt package, then build again',
} -%}
{%- set met = [] -%}
{%- for result in results if result.status == 'error' and 'CannotPublishError' not in (result.message or '') -%}
    {%- for symptom in remedies if symptom in (result.message or '') and symptom not in met -%}
        {%- do met.append(symptom) -%}
        {%- do exceptions.warn((target.path or target.name) ~ ': ' ~ remedies[symptom] ~ '. The published file is the last good one.') -%}
    {%- endfor -%}
{%- endfor -%}
{% endmacro %}
