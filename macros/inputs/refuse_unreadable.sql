{% macro refuse_unreadable(column, usable) %}
{#- Runs before the first model that needs usable order lines. `usable` is a from-clause of those; if it has no row, and
    the reason is that not one value of the column can be read, stops the build with a sentence that proposes how to map
    it. -#}
{%- set mapping = input_mapping('order_lines') -%}
{%- set type = input_contract()['order_lines']['columns'][column] -%}
{%- set options = mapped_column(mapping, column) -%}
{%- if execute and not flags.EMPTY and 'column' in options and not run_query('select 1 from ' ~ usable ~ ' limit 1').rows -%}
    {%- set read = readable(read_column(mapping, column, type), type) -%}
    {%- set lines -%}
        (
            select cast({{ source_column(options.column) }} as {{ dbt.type_string() }}) as text, {{ read }} as found
            from {{ input_relation(mapping) }} as given_row_
        ) as read_rows
    {%- endset -%}
    {#- Only the shape of a value may come into a message or, by a query, into a log. -#}
    {%- set counts = run_query('select count(*), count(found), ' ~ shape_of('substr(max(text), 1, 40)') ~ ' from ' ~ lines).rows[0] -%}
    {%- if counts[0] and not counts[1] -%}
        {%- set proposal = reading_proposal('order_lines', column, type, 'select text from ' ~ lines) -%}
        {%- set example = counts[2] -%}
        {{ exceptions.raise_compiler_error(
            'order_lines: no usable order in ' ~ mapping_name(mapping) ~ ': none of its ' ~ counts[0] ~ ' rows has a readable ' ~ column
            ~ (" (one is written '" ~ example ~ "')" if example) ~ '; '
            ~ (proposal or 'map a column with ' ~ ('times such as 2024-12-31 10:00:00' if type == 'timestamp' else 'amounts such as 1234.56'))
            ~ (' under vars: inputs: order_lines.' if not proposal else '.')
        ) }}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
