{% macro parsed_time(text, formats) %}
{#- A text as a time if all of it is written in one of the formats (of the codes of time_formats), else null. -#}
{{ adapter.dispatch('parsed_time')(text, formats) }}
{%- endmacro %}

{% macro duckdb__parsed_time(text, formats) -%}
{%- set given = [] -%}
{%- for format in formats -%}{%- do given.append(text_literal(format)) -%}{%- endfor -%}
try_strptime({{ text }}, [{{ given | join(', ') }}])
{%- endmacro %}

{% macro spark__parsed_time(text, formats) -%}
{#- Spark takes yy to be of this century; strptime takes 69 to 99 to be of the last one. -#}
coalesce(
{%- for format in formats -%}
    {%- set time = 'try_to_timestamp(' ~ trimmed(text) ~ ', ' ~ text_literal(spark_time_format(format)) ~ ')' -%}
    {{ ', ' if not loop.first }}
    {%- if '%y' in format -%}
    case when {{ time }} >= timestamp '2069-01-01' then {{ time }} - interval 100 years else {{ time }} end
    {%- else -%}
    {{ time }}
    {%- endif -%}
{%- endfor %}, null)
{%- endmacro %}

{% macro spark_time_format(format) %}
{#- A format in Spark's letters. Letters that stand for themselves are quoted. One letter reads one or two digits; where
    nothing parts a number from the next, two letters read two. -#}
{%- set pieces = [] -%}
{%- for part in modules.re.findall('(?:%.)+|[^%]+', format) -%}
    {%- set codes = modules.re.findall('%.', part) -%}
    {%- for code in codes -%}
        {%- set letters = time_codes()[code] -%}
        {%- do pieces.append(letters * 2 if codes | length > 1 and letters in 'MdHhms' else letters) -%}
    {%- else -%}
        {%- do pieces.append(modules.re.sub('([^ .,:/-]+)', "'\\1'", part | replace("'", "''"))) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(pieces | join) }}
{% endmacro %}

{% macro time_codes() %}
{#- The strftime codes that a format may have, with the letters of Spark that read the same texts. -#}
{{ return({
    '%Y': 'yyyy', '%y': 'yy', '%m': 'M', '%d': 'd', '%b': 'MMM', '%B': 'MMMM',
    '%H': 'H', '%I': 'h', '%M': 'm', '%S': 's', '%f': 'SSSSSS', '%p': 'a',
}) }}
{% endmacro %}
