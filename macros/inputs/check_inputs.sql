{% macro check_inputs() %}
{#- At the start of a run: every mapped file, relation and column is there, or one sentence says which
    is not. A dbt model is built in the run and checks itself. -#}
{%- if execute -%}
    {%- for input in input_contract() -%}
        {%- set mapping = input_mapping(input) -%}
        {%- if mapping is not none and 'model' not in mapping -%}
            {%- set key = 'inputs.' ~ input -%}
            {%- if 'path' in mapping and not file_exists(mapping.path) -%}
                {{ config_error(key ~ '.path', mapping.path, 'names no file; give a path from where dbt runs, or of a file in an installed package') }}
            {%- endif -%}
            {%- if 'relation' in mapping and not relation_exists(mapping.relation) -%}
                {{ config_error(key ~ '.relation', mapping.relation, 'names no table or view; write schema.table or database.schema.table') }}
            {%- endif -%}
            {%- set given = {} -%}
            {%- for row in run_query('describe select * from ' ~ input_relation(mapping)) -%}
                {%- do given.update({row[0] | lower: row[1]}) -%}
            {%- endfor -%}
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
{%- endif -%}
{% endmacro %}
