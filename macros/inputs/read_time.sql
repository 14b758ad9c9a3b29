{% macro read_time(value, format=none) %}
{#- A source value as a time of the shop's clocks; null unless all of it can be read. Text is written as in ISO 8601,
    with AM or PM if it likes, or in `format`; a zone may follow, from which it is converted to the var `time_zone`. -#}
{%- set text = 'cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')' -%}
case
    when {{ is_zoned(value) }} then {{ clock_time_of(time_with_zone(value)) }}
    {%- if not format %}
    when not {{ is_text(value) }} then try_cast({{ value }} as {{ dbt.type_timestamp() }})
    -- Most texts have one of these forms, which cost a tenth of the regular expressions below.
    when {{ text }} like '____-__-__' or ({{ text }} like '____-__-__ __:__:__' and substr({{ text }}, 19) <= '9')
        then try_cast({{ text }} as {{ dbt.type_timestamp() }})
    when substr({{ text }}, 1, 10) not in ('{{ default_days() | join("', '") }}')
        and {{ text }} like '____-__-_____:__:__%'
        and (
            substr({{ text }}, 20) = 'Z'
            or (
                substr({{ text }}, 20) like '___:__'
                and substr({{ text }}, 20, 1) in ('+', '-')
                and substr({{ text }}, 21, 2) <= '14'
            )
        )
        then {{ clock_time_of(time_with_zone(text)) }}
    {%- endif %}
    when {{ has_zone(text) }} then {{ read_zoned_text(text, format) }}
    else {{ read_clock_text(trimmed(text), format) }}
end
{%- endmacro %}

{% macro read_clock_text(text, format) %}
{#- A text without a zone as a time. -#}
{%- if format -%}
{{ parsed_time(text, [format]) }}
{%- else -%}
case
    when {{ matches(text, '^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$') }}
        then try_cast(replace({{ text }}, '/', '-') as {{ dbt.type_timestamp() }})
    when {{ matches(text, ':[0-9]{2} ?[AaPp][Mm]$') }} then {{ parsed_time(text, [
        '%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S%p', '%Y-%m-%d %I:%M%p',
    ]) }}
end
{%- endif -%}
{% endmacro %}

{% macro read_zoned_text(text, format) %}
{#- A text that ends in a zone as a time of the shop's clocks. A default date, such as the 1st of January 1970, is not
    converted, so that it is recognised. -#}
{%- set time = read_clock_text(group_of_match(trimmed(text), zoned_text(), 1), format) -%}
{%- set zone = group_of_match(trimmed(text), zoned_text(), 2) -%}
{%- set instant = 'concat(cast(' ~ time ~ ' as ' ~ dbt.type_string() ~ '), case when length(' ~ zone ~ ') > 1 and '
    ~ zone ~ " > 'A' then ' ' else '' end, " ~ zone ~ ')' -%}
case
    when {{ is_default_date(time) }} then {{ time }}
    else {{ clock_time_of(time_with_zone(instant)) }}
end
{%- endmacro %}

{% macro clock_time_of(instant) -%}
cast({{ clock_time(instant, time_zone()) if time_zone() else 'null' }} as {{ dbt.type_timestamp() }})
{%- endmacro %}

{% macro has_zone(text) %}
{#- Whether a text ends in a time of day and its zone. -#}
{{ matches(trimmed(text), zoned_text()) }}
{%- endmacro %}

{% macro zoned_text() %}
{#- A regular expression of two groups, the time and the zone: Z, UTC, GMT, an offset, or a name such as
    Europe/Berlin. Abbreviations such as EST and IST are no zones, because several zones share each of them. -#}
{{ return(
    '^(.*[0-9]:[0-9]{2}(?:[.][0-9]+)?(?: ?[AaPp][Mm])?) ?'
    ~ '(Z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?|[A-Z][A-Za-z_]+/[A-Za-z0-9_/+-]+)$'
) }}
{% endmacro %}

{% macro is_default_date(time) %}
{#- Whether a time is on a day that stands for an unknown one in common software. -#}
cast({{ time }} as date) in (
{%- for day in default_days() %}cast('{{ day }}' as date){{ ', ' if not loop.last }}{% endfor -%}
)
{%- endmacro %}

{% macro default_days() %}{{ return(['0001-01-01', '1900-01-01', '1970-01-01', '9999-12-31']) }}{% endmacro %}

{% macro time_zone() %}
{#- The var `time_zone`, the zone of the shop's clocks; none if times with a zone are refused. -#}
{%- set zone = var('time_zone') -%}
{%- if zone is not none and not modules.re.fullmatch('UTC|GMT|[A-Z][A-Za-z_]+/[A-Za-z0-9_/+-]+', zone | string) -%}
    {{ config_error('time_zone', zone, 'is not a time zone; name one as Europe/Berlin or UTC, or null if no time has a zone') }}
{%- endif -%}
{{ return(zone) }}
{% endmacro %}
