{% macro part_by_part(parts) %}
{#- Marks a select of parts, with a row each, of which a model's SQL takes one at a time on DuckDB: the memory
    that one part takes is then enough for any number of them. Its columns are a date, a text and then numbers,
    which the model names by part_number.
    Spark, which cuts its work up itself, takes all. A model may use it in several places; they have to be the same. -#}
/* part by part: */ {{ parts }} /* :part by part */
{%- endmacro %}

{% macro parts_in(code) %}
{#- The select that part_by_part marked in a model's SQL, or none. -#}
{%- set parts = modules.re.search(marked_parts(), code) -%}
{{ return(parts.group(1) if parts else none) }}
{% endmacro %}

{% macro marked_parts() %}{{ return('(?s)/\* part by part: \*/(.*?)/\* :part by part \*/') }}{% endmacro %}

{% macro insert_parts(relation, rows, code) %}
{#- A statement for every part, with what names it as literals. -#}
{%- set names = rows.column_names -%}
{%- for row in rows %}
{%- set part -%}
select cast('{{ row[0] }}' as date) as {{ names[0] }}, '{{ row[1] }}' as {{ names[1] }}
{%- endset %}
{%- set select = namespace(sql=modules.re.sub(marked_parts(), part, code)) -%}
{%- for name in names[2:] -%}
    {%- set number = '/\\* number of the part: \\*/ \\w+\\.' ~ name ~ ' /\\* :number of the part \\*/' -%}
    {%- set select.sql = modules.re.sub(number, row[name] | string, select.sql) -%}
{%- endfor %}
insert into {{ relation }} by name
select * from (
    {{ select.sql }}
) as part;
{%- endfor %}
{% endmacro %}

{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) %}
{#- The adapter's own statement; for a model that goes part by part it makes the empty table, and every part is
    inserted by itself, in the same transaction. A temporary table of it stays empty: it says the columns. -#}
{%- set parts = parts_in(compiled_code) if config.get('materialized') == 'incremental' and language == 'sql' -%}
{%- if not parts -%}
    {{ return(dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by)) }}
{%- endif -%}
{{ dbt.duckdb__create_table_as(temporary, relation, modules.re.sub(marked_parts(), '\\1 limit 0', compiled_code)) }};
{%- if not temporary %}
{{ insert_parts(relation, run_query(parts), compiled_code) }}
{%- endif %}
{% endmacro %}

{% macro duckdb__get_incremental_delete_insert_sql(arguments) %}
{#- The adapter's own statements; for a model that goes part by part, straight into the table: by way of a temporary
    one every row would be written twice. -#}
{%- set parts = parts_in(compiled_code) -%}
{%- if not parts -%}
    {{ return(dbt.default__get_incremental_delete_insert_sql(arguments)) }}
{%- endif -%}
{%- set rows = run_query(parts) -%}
{%- set names = ['null'] -%}
{%- for row in rows -%}{%- do names.append("'" ~ row[0] ~ "'") -%}{%- endfor -%}
delete from {{ arguments.target_relation }}
where {{ arguments.unique_key }} in ({{ names | unique | join(', ') }});
{{ insert_parts(arguments.target_relation, rows, compiled_code) }}
{% endmacro %}
