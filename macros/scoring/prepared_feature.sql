{% macro prepared_feature(value, transform, number) %}
{#- A filled value after its transform. Knots and flags are columns that end in the feature's number. Transforms from
    the catalogue are only known in the data, as a flag per row; clip and quantile are declared in the YAML, so they are
    known here. -#}
{%- if transform == 'clip' -%}
least(greatest({{ value }}, knot_{{ number }}_0), knot_{{ number }}_1)
{%- elif transform == 'quantile' -%}
case
    when {{ value }} <= knot_{{ number }}_0 then 0
    when {{ value }} >= knot_{{ number }}_20 then 1
    else (
        {%- for piece in range(20) %}
        {%- set low, high = 'knot_' ~ number ~ '_' ~ piece, 'knot_' ~ number ~ '_' ~ (piece + 1) %}
        case
            when {{ high }} > {{ low }} then least(greatest(({{ value }} - {{ low }}) / ({{ high }} - {{ low }}), 0), 1)
            else (sign({{ value }} - {{ low }}) + 1) / 2
        end{{ ' +' if not loop.last }}
        {%- endfor %}
    ) / 20.0
end
{%- else -%}
case when is_log_{{ number }} then sign({{ value }}) * ln(1 + abs({{ value }})) else {{ value }} end
{%- endif -%}
{%- endmacro %}

{% macro knot_count(transform) %}{{ return({'clip': 2, 'quantile': 21}.get(transform, 0)) }}{% endmacro %}

{% macro in_own_units(value, transform, number) %}
{#- The reverse: a transformed value in the feature's units. Within its knots, clip changes nothing. -#}
{%- if transform == 'quantile' -%}
case
    {%- for piece in range(20) %}
    {%- set low, high = 'knot_' ~ number ~ '_' ~ piece, 'knot_' ~ number ~ '_' ~ (piece + 1) %}
    {{ 'when 20 * ' ~ value ~ ' <= ' ~ (piece + 1) ~ ' then' if not loop.last else 'else' }} {{ low }} + (20 * {{ value }} - {{ piece }}) * ({{ high }} - {{ low }})
    {%- endfor %}
end
{%- elif transform == 'clip' -%}
{{ value }}
{%- else -%}
case when is_log_{{ number }} then sign({{ value }}) * (exp(abs({{ value }})) - 1) else {{ value }} end
{%- endif -%}
{%- endmacro %}
