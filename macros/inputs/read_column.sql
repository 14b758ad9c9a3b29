{% macro read_column(mapping, column, type) %}
{#- The value of a mapped column in a row given_row_, cast to its contract type, or null if it cannot be read. `readable`
    checks the result. -#}
{%- set options = mapped_column(mapping, column) -%}
{%- set source = source_column(options.column) if 'column' in options -%}
{%- if 'from' in options -%}
    cast(null as {{ contract_type(type) }})
{%- elif 'expression' in options -%}
    {{ read_expression(options) }}
{%- elif type == 'timestamp' -%}
    {{ read_time(source, options.get('format')) }}
{%- elif type == 'string' -%}
    {{ read_text(source, options.get('normalise', []), is_id(column)) }}
{%- elif type == 'boolean' -%}
    {{ read_boolean(source) }}
{%- else -%}
    {{ read_number(source, type, options) }}
{%- endif -%}
{% endmacro %}

{% macro read_boolean(value) %}
{#- A source value as true or false, in the words that tools write. -#}
{%- set word = 'lower(' ~ trimmed('cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')') ~ ')' -%}
case
    when {{ word }} in ('true', 't', 'yes', 'y', '1') then true
    when {{ word }} in ('false', 'f', 'no', 'n', '0') then false
end
{%- endmacro %}

{% macro read_text(value, normalise, is_id) %}
{#- A source value as text. Numbers lose a fraction of zero; an id with another fraction cannot be read. -#}
{%- set text = 'cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')' -%}
{%- set number = 'try_cast(' ~ value ~ ' as decimal(38, 6))' -%}
{%- set steps = namespace(text=text) -%}
{%- for step in normalise -%}
    {%- set steps.text = (
        trimmed(steps.text) if step == 'trim'
        else 'lower(' ~ steps.text ~ ')' if step == 'lower'
        else first_group_of_matches(steps.text, '^([0-9]+)[.]0+$')
    ) -%}
{%- endfor -%}
case
    when not {{ has_fraction(value) }} then {{ steps.text }}
    when {{ number }} = floor({{ number }}) then cast(cast({{ number }} as decimal(38, 0)) as {{ dbt.type_string() }})
    {%- if not is_id %}
    else {{ text }}
    {%- endif %}
end
{%- endmacro %}

{% macro read_number(value, type, options) %}
{#- A source value as a number. Text may have the decimal mark and the separator of thousands that the options name. -#}
{%- set decimal, thousands = options.get('decimal', '.'), options.get('thousands') -%}
{%- set plain = 'try_cast(' ~ value ~ ' as ' ~ contract_type(type) ~ ')' -%}
{%- if decimal == '.' and not thousands -%}
{{ plain }}
{%- else -%}
{%- set text = trimmed('cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')') -%}
{#- French and Swiss software separates thousands by no-break spaces, wide and narrow. -#}
{%- set marks = {' ': [' ', '\u00a0', '\u202f'], "'": ["'", '’']}.get(thousands, [thousands] if thousands else []) -%}
{%- set grouped = '|[0-9]{1,3}([' ~ marks | join ~ '][0-9]{2,3})*[' ~ marks | join ~ '][0-9]{3}' if marks else '' -%}
{%- set digits = namespace(text=text) -%}
{%- for mark in marks -%}
    {%- set digits.text = 'replace(' ~ digits.text ~ ', ' ~ text_literal(mark) ~ ", '')" -%}
{%- endfor -%}
case
    when not {{ is_text(value) }} then {{ plain }}
    when {{ matches(text, '^[-+]?([0-9]+' ~ grouped ~ ')([' ~ decimal ~ '][0-9]+)?$') }}
        then try_cast(replace({{ digits.text }}, '{{ decimal }}', '.') as {{ contract_type(type) }})
end
{%- endif -%}
{% endmacro %}

{% macro read_expression(options) %}
{#- The value of an expression over the source's columns, with four decimals; null if one of them is null. -#}
{%- set parsed = parsed_expression('expression', options.expression) -%}
{%- set sql = namespace(text=parsed.sql) -%}
{%- for column in parsed.columns -%}
    {%- set number = read_number(source_column(column), 'quantity', options) -%}
    {%- set sql.text = sql.text | replace('<' ~ loop.index0 ~ '>', 'cast(' ~ number ~ ' as double)') -%}
{%- endfor -%}
case when abs({{ sql.text }}) < 100000000000000 then {{ as_amount(sql.text) }} end
{%- endmacro %}

{% macro is_id(column) %}{{ return(column.endswith('_id')) }}{% endmacro %}
