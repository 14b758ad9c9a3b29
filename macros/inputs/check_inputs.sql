{% macro check_inputs() %}
{#- Runs at the start. Checks that every mapped file, relation and column exists, and the parameters of every custom
    segmentation, and otherwise stops with one sentence that names what is missing. An input that is a dbt model is
    built during the run and not checked here. -#}
{%- if execute -%}
    {%- if time_zone() and not run_query('select ' ~ time_with_zone(text_literal('2000-01-01 00:00:00 ' ~ time_zone())) ~ ' is not null').rows[0][0] -%}
        {{ config_error('time_zone', time_zone(), 'is not a time zone that the engine knows; name one as Europe/Berlin or UTC') }}
    {%- endif -%}
    {%- for input in input_contract() -%}
        {%- set mapping = input_mapping(input) -%}
        {%- if mapping is not none and 'model' not in mapping -%}
            {%- set key = 'inputs.' ~ input -%}
            {%- set given = source_columns(key, mapping) -%}
            {%- set sources = [] -%}
            {%- for column in mapping['columns'] -%}{%- do sources.extend(sources_of(mapping, column)) -%}{%- endfor -%}
            {%- if 'path' in mapping and not is_parquet(mapping.path)
                and not sources | map('lower') | select('in', given) | list -%}
                {#- Without a header the first line is data, which must not be printed. #}
                {{ config_error(key ~ '.path', mapping.path, 'names none of the mapped columns in its first line; give it a header') }}
            {%- endif -%}
            {%- for column in mapping['columns'] -%}
                {%- for source in sources_of(mapping, column) if source | lower not in given -%}
                    {{ config_error(key ~ '.columns.' ~ column, source, 'is not a column of the source; its columns are ' ~ given.values() | map(attribute='name') | join(', ')) }}
                {%- endfor -%}
                {%- if input_contract()[input]['columns'][column] == 'timestamp' -%}
                    {%- set options = mapped_column(mapping, column) -%}
                    {%- do check_time_column(key ~ '.columns.' ~ column, options, given[options.column | string | lower].type | upper) -%}
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
{#- The columns of a file or relation, lower-case to name and type. Stops the run if there is no such file or relation. -#}
{%- if 'path' in source -%}{{ check_plugin(key, source.path) }}{%- endif -%}
{%- set problem = file_problem(source) if 'path' in source -%}
{%- if problem -%}
    {{ config_error(key ~ '.path', source.path, problem) }}
{%- endif -%}
{%- if 'relation' in source and not relation_exists(source.relation) -%}
    {{ config_error(key ~ '.relation', source.relation, 'names no table or view; write schema.table or database.schema.table') }}
{%- endif -%}
{%- set given = {} -%}
{%- for row in run_query('describe select * from ' ~ input_relation(source)) -%}
    {%- do given.update({row[0] | lower: {'name': row[0], 'type': row[1]}}) -%}
{%- endfor -%}
{{ return(given) }}
{% endmacro %}

{% macro check_time_column(key, options, type) %}
{#- Stops the run unless a column of this type can hold times that can be read with these options. -#}
{%- set is_text = modules.re.match('VARCHAR|STRING', type) -%}
{%- set is_time = modules.re.match('DATE|TIMESTAMP', type) -%}
{%- if is_time and 'format' in options -%}
    {{ config_error(key ~ '.format', options.format, 'is for text, and the column holds ' ~ type ~ '; leave the format out') }}
{%- endif -%}
{%- if not is_text and not is_time and 'format' not in options -%}
    {{ config_error(key, options.column, 'holds ' ~ type ~ ', not dates or times; convert it in a dbt model and map that, or give the format of its digits, such as %Y%m%d') }}
{%- endif -%}
{%- if type in zoned_types() and not time_zone() -%}
    {{ config_error(key, options.column, 'holds ' ~ type ~ ', times with a zone; set the var time_zone to the zone of the shop, such as Europe/Berlin, for days and hours are those of its clocks') }}
{%- endif -%}
{% endmacro %}
