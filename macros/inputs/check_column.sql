{% macro check_column(key, name, contract, mapping) %}
{#- Stops the run unless the options of a mapped column fit its type. -#}
{%- set type = contract['columns'][name] -%}
{%- set options = mapped_column(mapping, name) -%}
{%- set ways = ['column'] + (['expression'] if type in ['money', 'quantity'] else ['from'] if name == 'order_id' else []) -%}
{%- set more = (
    ['format'] if type == 'timestamp'
    else ['normalise'] if is_id(name)
    else ['decimal', 'thousands'] if type not in ['string', 'boolean']
    else []
) -%}
{%- for option in options if option not in ways + more -%}
    {{ config_error(key, option, 'is not an option of this column; its options are ' ~ (ways + more) | join(', ')) }}
{%- endfor -%}
{%- if options.keys() | select('in', ways) | list | length != 1 or options.values() | select('none') | list -%}
    {{ config_error(key, mapping['columns'][name], 'names no column; give ' ~ ways | join(' or ')) }}
{%- endif -%}
{%- for option in ['column', 'format'] if option in options and not is_line(options[option]) -%}
    {{ config_error(key if option == 'column' else key ~ '.' ~ option, options[option], 'is not a text on one line; put it in quotes') }}
{%- endfor -%}
{%- if 'expression' in options and options.expression is not string -%}
    {{ config_error(key ~ '.expression', options.expression, 'is not a text; put it in quotes') }}
{%- endif -%}
{%- if 'from' in options -%}
    {%- set parts = ['ordered_on', 'ordered_at'] + (contract['columns'].keys() | reject('eq', 'order_id') | select('in', mapping['columns']) | list) -%}
    {%- if not is_list(options['from']) or not options['from'] -%}
        {{ config_error(key ~ '.from', options['from'], 'is not a list of columns, such as [customer_id, ordered_on]') }}
    {%- endif -%}
    {%- for part in options['from'] -%}
        {%- do check_choice(key ~ '.from', part, parts) -%}
    {%- endfor -%}
{%- endif -%}
{%- if 'expression' in options -%}
    {%- do parsed_expression(key ~ '.expression', options.expression) -%}
{%- endif -%}
{%- if 'format' in options -%}
    {%- set codes = modules.re.findall('%.?', options.format | string) -%}
    {%- for code in codes if code not in time_codes() -%}
        {{ config_error(key ~ '.format', options.format, 'has ' ~ code ~ ', which is not read here; the codes are ' ~ time_codes() | join(' ')) }}
    {%- endfor -%}
    {%- if not (codes | select('in', ['%Y', '%y']) | list and codes | select('in', ['%m', '%b', '%B']) | list and '%d' in codes) -%}
        {{ config_error(key ~ '.format', options.format, 'does not say where year, month and day are; write it like %d.%m.%Y %H:%M') }}
    {%- endif -%}
    {%- if ('%I' in codes) != ('%p' in codes) -%}
        {{ config_error(key ~ '.format', options.format, 'has one of %I and %p; a 12-hour clock needs both') }}
    {%- endif -%}
{%- endif -%}
{%- for option in ['decimal', 'thousands'] if option in options -%}
    {%- do check_choice(key ~ '.' ~ option, options[option], ['.', ','] if option == 'decimal' else ['.', ',', ' ', "'"]) -%}
{%- endfor -%}
{%- if options.get('decimal', '.') == options.get('thousands') -%}
    {{ config_error(key ~ '.thousands', options.thousands, 'is the decimal mark too; name the other in decimal') }}
{%- endif -%}
{%- if 'normalise' in options -%}
    {%- if not is_list(options.normalise) -%}
        {{ config_error(key ~ '.normalise', options.normalise, 'is not a list; the steps are trim, lower, strip_zero_fraction') }}
    {%- endif -%}
    {%- for step in options.normalise -%}
        {%- do check_choice(key ~ '.normalise', step, ['trim', 'lower', 'strip_zero_fraction']) -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
