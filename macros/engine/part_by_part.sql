{% macro part_by_part(parts) %}
{#- Marks a select of parts, with a row each, of which a model's SQL takes one at a time on DuckDB: the memory
    that one part takes is then enough for any number of them. Its columns are a date, a text and then numbers.
    Spark, which cuts its work up itself, takes all. A model may use it in several places; they have to be the same. -#}
/* part by part: */ {{ parts }} /* :part by part */
{%- endmacro %}

{% macro cross_join_parts(parts, alias) %}
{#- Joins rows with marked parts; the `where` that follows names their columns by part_value. Where a model goes part by
    part no join is left: one with a single row hides from DuckDB what the columns can be at most, and sums of amounts
    then take 128 bits. -#}
/* join of the parts: */ cross join ({{ parts }}) as {{ alias }} /* :join of the parts */
{%- endmacro %}

{% macro part_value(column) %}
{#- A column of marked parts, with an alias or without: a literal where the model goes part by part. -#}
/* value of the part: */ {{ column }} /* :value of the part */
{%- endmacro %}

{% macro of_several_parts(sql) %}
{#- SQL that tells parts apart: nothing where a model goes part by part. -#}
/* of several parts: */ {{ sql }} /* :of several parts */
{%- endmacro %}

{% macro marked(mark, content='(.*?)') %}
{#- The regular expression of what is between a mark's two ends. -#}
{{ return('(?s)/\\* ' ~ mark ~ ': \\*/ ' ~ content ~ ' /\\* :' ~ mark ~ ' \\*/') }}
{% endmacro %}

{% macro parts_in(code) %}
{#- The select that part_by_part marked in a model's SQL, or none. -#}
{%- set parts = modules.re.search(marked('part by part'), code) -%}
{{ return(parts.group(1) if parts else none) }}
{% endmacro %}

{% macro insert_parts(relation, rows, code) %}
{#- A statement for every part, with its values as literals. -#}
{%- set names = rows.column_names -%}
{%- for row in rows %}
{%- set literals = ["cast('" ~ row[0] ~ "' as date)", "'" ~ row[1] ~ "'"] + row.values()[2:] | map('string') | list -%}
{%- set columns = [] -%}
{%- set select = namespace(sql=code) -%}
{%- for mark in ['join of the parts', 'of several parts'] -%}
    {%- set select.sql = modules.re.sub(marked(mark), '', select.sql) -%}
{%- endfor -%}
{%- for name in names -%}
    {%- do columns.append(literals[loop.index0] ~ ' as ' ~ name) -%}
    {%- set value = marked('value of the part', content='(?:\\w+\\.)?' ~ name) -%}
    {%- set select.sql = modules.re.sub(value, literals[loop.index0], select.sql) -%}
{%- endfor %}
insert into {{ relation }} by name
select * from (
    {{ modules.re.sub(marked('part by part'), 'select ' ~ columns | join(', '), select.sql) }}
) as part;
{%- endfor %}
{% endmacro %}

{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) %}
{#- The adapter's own statement; for a model that goes part by part it makes the empty table, and every part is
    inserted by itself, in the same transaction. A temporary table of it stays empty: it says the columns. -#}
{%- set parts = parts_in(compiled_code) if config.get('materialized') in ['table', 'incremental'] and language == 'sql' -%}
{%- if not parts -%}
    {{ return(dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by)) }}
{%- endif -%}
{{ dbt.duckdb__create_table_as(temporary, relation, modules.re.sub(marked('part by part'), '\\1 limit 0', compiled_code)) }};
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
