{% macro parsed_expression(key, expression) %}
{#- Checks an expression over the source's columns: names (in double quotes if they have other characters than letters,
    digits and _), numbers, + - * / and brackets, and nothing else. Returns the columns, and the SQL in which <0> stands
    for the first of them. While it is read, every piece is a number in brackets that two rules replace by one, as in
    [0]*[1]. A division by zero is null. -#}
{%- set token = '\\s*("(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?:[.][0-9]+)?|[-+*/()])' -%}
{%- set text = expression | string | trim -%}
{%- set rest = modules.re.sub(token, '', text) | trim -%}
{%- if rest or not text -%}
    {{ config_error(key, expression, 'cannot be read' ~ (' at: ' ~ rest if rest) ~ '; write columns and numbers with + - * / and brackets, and put other names than letters, digits and _ in double quotes') }}
{%- endif -%}
{%- set columns, pieces, letters = [], [], [] -%}
{%- for part in modules.re.findall(token, text) -%}
    {%- if part in '+-*/()' -%}
        {%- do letters.append(part) -%}
    {%- else -%}
        {%- if modules.re.match('[0-9]', part) -%}
            {%- do pieces.append('cast(' ~ part ~ ' as double)') -%}
        {%- else -%}
            {%- set name = part[1:-1] | replace('""', '"') if part[0] == '"' else part -%}
            {%- if name not in columns -%}{%- do columns.append(name) -%}{%- endif -%}
            {%- do pieces.append('<' ~ columns.index(name) ~ '>') -%}
        {%- endif -%}
        {%- do letters.append('[' ~ (pieces | length - 1) ~ ']') -%}
    {%- endif -%}
{%- endfor -%}
{%- set rules = [
    '()\\(\\[(\\d+)\\]\\)()()', '(^|[-+*/(])-\\[(\\d+)\\]()()', '()\\[(\\d+)\\]([*/])\\[(\\d+)\\]',
    '(^|\\()\\[(\\d+)\\]([-+])\\[(\\d+)\\](?![*/])',
] -%}
{%- set form = namespace(text=letters | join, found=true) -%}
{%- for _ in range(2 * letters | length) if form.found -%}
    {%- set form.found = false -%}
    {%- for rule in rules if not form.found -%}
        {%- set match = modules.re.search(rule, form.text) -%}
        {%- if match -%}
            {%- set form.found = true -%}
            {%- set left = pieces[match.group(2) | int] -%}
            {%- set right = pieces[match.group(4) | int] if match.group(4) else '' -%}
            {%- do pieces.append(
                left if loop.index == 1
                else '(-' ~ left ~ ')' if loop.index == 2
                else '(' ~ left ~ ' / nullif(' ~ right ~ ', 0))' if match.group(3) == '/'
                else '(' ~ left ~ ' ' ~ match.group(3) ~ ' ' ~ right ~ ')'
            ) -%}
            {%- set form.text = form.text[:match.start()] ~ match.group(1) ~ '[' ~ (pieces | length - 1) ~ ']' ~ form.text[match.end():] -%}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
{%- if not modules.re.fullmatch('\\[\\d+\\]', form.text) or not columns -%}
    {{ config_error(key, expression, 'is not a sum or product of columns and numbers; write it like Quantity * "Unit Price"') }}
{%- endif -%}
{{ return({'columns': columns, 'sql': pieces[-1]}) }}
{% endmacro %}
