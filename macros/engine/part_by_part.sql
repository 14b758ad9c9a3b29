{% macro part_by_part(parts) %}
{#- Marks a select of parts, with a row each, of which a model's SQL takes one at a time on DuckDB: the memory
    that one part takes is then enough for any number of them. Its columns are a date, a text and then numbers,
    which the model names by part_number.
    Spark, which cuts its work up itself, takes all. A model may use it in several places; they have to be the same. -#}
/* part by part: */ {{ parts }} /* :part by part */
{%- endmacro %}

{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) %}
{#- The adapter's own statement; for a model that goes part by part it makes the empty table, and every part is
    inserted by itself, in the same transaction. -#}
{%- set marked = '(?s)/\* part by part: \*/(.*?)/\* :part by part \*/' -%}
{%- set parts = modules.re.search(marked, compiled_code) if config.get('materialized') == 'incremental' and language == 'sql' -%}
{%- if not parts -%}
    {{ return(dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by)) }}
{%- endif -%}
{%- set rows = run_query(parts.group(1)) -%}
{%- set columns = rows.column_names -%}
{{ dbt.duckdb__create_table_as(temporary, relation, modules.re.sub(marked, '\\1 limit 0', compiled_code)) }};
{%- for row in rows %}
{%- set part -%}
select cast('{{ row[0] }}' as date) as {{ columns[0] }}, '{{ row[1] }}' as {{ columns[1] }}
{%- endset %}
{%- set select = namespace(sql=modules.re.sub(marked, part, compiled_code)) -%}
{%- for column in columns[2:] -%}
    {%- set number = '/\\* number of the part: \\*/ \\w+\\.' ~ column ~ ' /\\* :number of the part \\*/' -%}
    {%- set select.sql = modules.re.sub(number, row[column] | string, select.sql) -%}
{%- endfor %}
insert into {{ relation.include(database=(not temporary), schema=(not temporary)) }}
select * from (
    {{ get_select_subquery(select.sql) if config.get('contract').enforced and not temporary else select.sql }}
) as part;
{%- endfor %}
{% endmacro %}
