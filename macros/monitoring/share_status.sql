{% macro share_status(share, share_before, count, count_before) %}
{#- The status of a segment's share of the customers beside an earlier one. The change is in per cent of the larger of the
    two, so that half as large counts like twice as large. -#}
{%- set larger = 'nullif(greatest(' ~ share ~ ', ' ~ share_before ~ '), 0)' -%}
{{ beyond(
    'size_change_percent',
    '(100 * (' ~ share ~ ' - ' ~ share_before ~ ') / ' ~ larger ~ ')',
    share_noise(share_before, count, count_before) ~ ' / ' ~ larger,
) }}
{%- endmacro %}
