{% macro parsed_condition(key, condition) %}
{#- A condition over features, checked word by word: names, numbers, quoted text, comparisons, and, or,
    not, in, between, is null, true, false. Anything else, a function or a subquery among it, is refused. -#}
{%- set token = "\\s*(>=|<=|<>|!=|=|<|>|[(]|[)]|,|-?[0-9]+(?:[.][0-9]+)?|'(?:[^'\\\\]|'')*'|[a-z_][a-z0-9_]*)" -%}
{%- set text = condition | string | trim -%}
{%- set rest = modules.re.sub(token, '', text) | trim -%}
{%- if rest or not text -%}
    {{ config_error(key, condition, 'cannot be read' ~ (' at: ' ~ rest if rest else '') ~ '; write comparisons of features with numbers or quoted text, joined by and, or, not') }}
{%- endif -%}
{%- set words = ['and', 'or', 'not', 'in', 'between', 'is', 'null', 'true', 'false'] -%}
{%- set known = feature_columns() -%}
{%- set parsed = [] -%}
{%- set depth = namespace(value=0) -%}
{%- for part in modules.re.findall(token, text) -%}
    {%- if modules.re.match('[a-z_]', part) and part not in words -%}
        {%- if known and part not in known -%}
            {{ config_error(key, part, 'is not a feature; the features are ' ~ known | join(', ')) }}
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
{%- endfor -%}
{%- if depth.value != 0 -%}
    {{ config_error(key, condition, 'has a bracket that is not closed') }}
{%- endif -%}
{{ return(parsed | join(' ')) }}
{% endmacro %}
