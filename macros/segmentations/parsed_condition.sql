{% macro parsed_condition(key, condition, columns) %}
{#- Checks a condition over features word by word. Allowed are names, numbers, quoted text, comparisons, and, or, not,
    in, between, is null, true, false; everything else, such as a function or a subquery, is refused. The grammar is
    checked too: each word becomes a letter, and comparisons and then their combinations are replaced by a condition (c)
    until one is left. -#}
{%- set token = "\\s*(>=|<=|<>|!=|=|<|>|[(]|[)]|,|-?[0-9]+(?:[.][0-9]+)?|'(?:[^'\\\\]|'')*'|[a-z_][a-z0-9_]*)" -%}
{%- set text = condition | string | trim -%}
{%- set rest = modules.re.sub(token, '', text) | trim -%}
{%- if rest or not text -%}
    {{ config_error(key, condition, 'cannot be read' ~ (' at: ' ~ rest if rest else '') ~ '; write comparisons of features with numbers or quoted text, joined by and, or, not') }}
{%- endif -%}
{%- set words = {
    'and': '&', 'or': '|', 'not': '!', 'in': 'i', 'between': 'b', 'is': 's', 'null': '0', 'true': 'c', 'false': 'c',
} -%}
{%- set parsed = [] -%}
{%- set letters = [] -%}
{%- set depth = namespace(value=0) -%}
{%- for part in modules.re.findall(token, text) -%}
    {%- if modules.re.match('[a-z_]', part) and part not in words -%}
        {%- if columns.known and part not in columns.known -%}
            {{ config_error(key, part, 'is not a feature; the features are ' ~ columns.known | join(', ')) }}
        {%- endif -%}
    {%- elif part == '(' -%}
        {%- if parsed and parsed[-1] not in words and modules.re.match('[a-z_]', parsed[-1]) -%}
            {{ config_error(key, condition, 'calls a function, which is not allowed') }}
        {%- endif -%}
        {%- set depth.value = depth.value + 1 -%}
    {%- elif part == ')' -%}
        {%- set depth.value = depth.value - 1 -%}
    {%- endif -%}
    {%- if depth.value < 0 -%}
        {{ config_error(key, condition, 'has a bracket too many') }}
    {%- endif -%}
    {%- do parsed.append(part) -%}
    {%- do letters.append(
        words[part] if part in words
        else part if part in ['(', ')', ',']
        else 'n' if part in columns.numeric or modules.re.match('-?[0-9]', part)
        else 't' if modules.re.match("[a-z_']", part)
        else '='
    ) -%}
{%- endfor -%}
{%- if depth.value != 0 -%}
    {{ config_error(key, condition, 'has a bracket that is not closed') }}
{%- endif -%}
{%- set form = namespace(text=letters | join) -%}
{%- for _ in parsed -%}
    {%- set form.text = modules.re.sub('(?<!i)[(]([nt])[)]', '\\1', form.text) -%}
    {%- for pattern in ['([nt])!?b\\1&\\1', '([nt])!?i[(]\\1(,\\1)*[)]', '([nt])=\\1', '[nt]s!?0', 'cs!?[c0]|!c|c[&|]c|[(]c[)]'] -%}
        {%- set form.text = modules.re.sub(pattern, 'c', form.text) -%}
    {%- endfor -%}
{%- endfor -%}
{%- if columns.known and form.text != 'c' -%}
    {{ config_error(key, condition, 'is not a condition; compare numeric features with numbers, others with quoted text, and join comparisons by and, or, not') }}
{%- endif -%}
{{ return(parsed | join(' ')) }}
{% endmacro %}
