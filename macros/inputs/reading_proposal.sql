{% macro reading_proposal(input, column, type, values) %}
{#- Runs a query: how most of the texts that could not be read would be read, as an option of the mapping. `values` is a
    select of their `text`, of which at most 10,000 are tried. Returns what to do and the share of the texts that it would
    read, in words; none if nothing reads a tenth of them. -#}
{%- set candidates = time_candidates() if type == 'timestamp' else number_candidates() -%}
{%- set query -%}
with texts as (
    select {{ trimmed('given.text') }} as text
    from ({{ values }}) as given
    where {{ trimmed('given.text') }} <> ''
    order by {{ row_fingerprint('given.text') }}
    limit 10000
)

select
    count(*)
    {%- for candidate in candidates %},
    {{ count_if(candidate.condition) }}
    {%- endfor %}
from texts
{%- endset -%}
{%- set counts = run_query(query).rows[0] -%}
{%- set most = counts.values()[1:] | max -%}
{%- set remedies = [] -%}
{%- for candidate in candidates -%}
    {%- if most * 10 >= counts[0] > 0 and counts[loop.index] == most -%}
        {%- do remedies.append(candidate.remedy | replace('<map>', 'map it as ' ~ column ~ ': {column: ' ~ mapped_column(input_mapping(input), column).column)) -%}
    {%- endif -%}
{%- endfor -%}
{%- if not remedies -%}{{ return(none) }}{%- endif -%}
{#- Days and months below 13 can be read in two orders. -#}
{%- set remedies = remedies[:2] if type == 'timestamp' else remedies[:1] -%}
{{ return(remedies | join(' or ') ~ ', which reads ' ~ (100 * most / counts[0]) | round | int ~ ' % of them') }}
{% endmacro %}

{% macro time_candidates() %}
{#- Ways in which people write times, the most common first. -#}
{%- set candidates = [] -%}
{%- if not time_zone() -%}
    {%- do candidates.append({
        'condition': has_zone('text'),
        'remedy': 'set the var time_zone to the zone of the shop, such as Europe/Berlin, because they have a time zone',
    }) -%}
{%- endif -%}
{%- for time in ['', ' %H:%M', ' %H:%M:%S', ' %I:%M %p', ' %I:%M:%S %p'] -%}
    {%- for day in [
        '%d.%m.%Y', '%m/%d/%Y', '%d/%m/%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y%m%d', '%d.%m.%y', '%m/%d/%y', '%d/%m/%y', '%b %d, %Y',
        '%B %d, %Y', '%d %b %Y', '%d %B %Y', '%d-%b-%Y', '%Y.%m.%d',
    ] -%}
        {%- do candidates.append({
            'condition': parsed_time('text', [day ~ time]) ~ ' is not null',
            'remedy': '<map>, format: "' ~ day ~ time ~ '"}',
        }) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(candidates) }}
{% endmacro %}

{% macro number_candidates() %}
{#- Ways in which people write numbers, the most common first. -#}
{%- set candidates = [] -%}
{%- for options in [
    {'decimal': ','}, {'thousands': ','}, {'decimal': ',', 'thousands': '.'}, {'decimal': ',', 'thousands': ' '}, {'thousands': ' '},
    {'thousands': "'"}, {'decimal': ',', 'thousands': "'"},
] -%}
    {%- set written = [] -%}
    {%- for option, mark in options.items() -%}{%- do written.append(option ~ ': "' ~ mark ~ '"') -%}{%- endfor -%}
    {%- do candidates.append({
        'condition': read_number('text', 'money', options) ~ ' is not null',
        'remedy': '<map>, ' ~ written | join(', ') ~ '}',
    }) -%}
{%- endfor -%}
{%- do candidates.append({
    'condition': matches('text', '^[^0-9]{0,4}[-+]?[0-9][0-9.,]*[^0-9]{0,4}$'),
    'remedy': 'take the currency signs and words away in a dbt model and map that',
}) -%}
{{ return(candidates) }}
{% endmacro %}
