{% macro check_inputs() %}
{#- Runs at the start. Checks that every mapped file, relation and column exists, and the parameters of every custom
    segmentation, and otherwise stops with one sentence that names what is missing. An input that is a dbt model is
    built during the run and not checked here. -#}
{%- if execute -%}
    {%- for input in input_contract() -%}
        {%- set mapping = input_mapping(input) -%}
        {%- if mapping is not none and 'model' not in mapping -%}
            {%- set key = 'inputs.' ~ input -%}
            {%- set given = source_columns(key, mapping) -%}
            {%- if 'path' in mapping and '.parquet' not in mapping.path
                and not mapping['columns'].values() | map('string') | map('lower') | select('in', given) | list -%}
                {#- Without a header the first line is data, which must not be printed. #}
                {{ config_error(key ~ '.path', mapping.path, 'names none of the mapped columns in its first line; give it a header') }}
            {%- endif -%}
            {%- for column, source in mapping['columns'].items() -%}
                {%- if source | string | lower not in given -%}
                    {{ config_error(key ~ '.columns.' ~ column, source, 'is not a column of the source; its columns are ' ~ given | join(', ')) }}
                {%- endif -%}
                {%- if input_contract()[input]['columns'][column] == 'timestamp' and not modules.re.match('VARCHAR|DATE|TIMESTAMP|STRING', given[source | string | lower] | upper) -%}
                    {{ config_error(key ~ '.columns.' ~ column, source, 'holds ' ~ given[source | string | lower] ~ ', not dates or times; convert it in a dbt model and map that') }}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for spec in segmentations() if spec.algorithm == 'custom' and 'model' not in spec.parameters -%}
        {%- set key = 'segmentations.' ~ spec.name ~ '.parameters' -%}
        {%- set given = source_columns(key, spec.parameters) -%}
        {%- for column in parameter_columns() if column not in given -%}
            {{ config_error(key, spec.parameters.values() | first, 'has no column ' ~ column ~ '; its columns have to be ' ~ parameter_columns() | join(', ')) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}

{% macro source_columns(key, source) %}
{#- The columns of a file or relation with their types. Stops the run if there is no such file or relation. -#}
{%- if 'path' in source -%}{{ check_plugin(key, source.path) }}{%- endif -%}
{%- if 'path' in source and not file_exists(source.path) -%}
    {{ config_error(key ~ '.path', source.path, 'names no file; give a path from where dbt runs, or of a file in an installed package') }}
{%- endif -%}
{%- set problem = file_problem(source.path) if 'path' in source -%}
{%- if problem -%}
    {{ config_error(key ~ '.path', source.path, 'cannot be read (' ~ problem ~ '); put a whole file in its place and build again') }}
{%- endif -%}
{%- if 'relation' in source and not relation_exists(source.relation) -%}
    {{ config_error(key ~ '.relation', source.relation, 'names no table or view; write schema.table or database.schema.table') }}
{%- endif -%}
{%- set given = {} -%}
{%- for row in run_query('describe select * from ' ~ input_relation(source)) -%}
    {%- do given.update({row[0] | lower: row[1]}) -%}
{%- endfor -%}
{{ return(given) }}
{% endmacro %}
