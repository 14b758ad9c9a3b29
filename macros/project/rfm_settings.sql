{% macro rfm_settings() %}
{#- The var `rfm`: bins per score, the interval between cut-points, and a digest of these settings and the mapped
    columns, so that cut-points of other columns are never used. -#}
{%- set settings = var('rfm') -%}
{%- for key in settings if key not in ['bins', 'cut_points_every_months'] -%}
    {{ config_error('rfm', key, 'is not a setting; the settings are bins, cut_points_every_months') }}
{%- endfor -%}
{%- if settings.get('bins') is not integer or settings.bins < 2 or settings.bins > 9 -%}
    {{ config_error('rfm.bins', settings.get('bins'), 'is not a whole number from 2 to 9') }}
{%- endif -%}
{%- set every = settings.get('cut_points_every_months') -%}
{%- if every is not integer or every not in [1, 2, 3, 4, 6, 12] -%}
    {{ config_error('rfm.cut_points_every_months', every, 'does not divide a year; use 1, 2, 3, 4, 6 or 12') }}
{%- endif -%}
{{ return({
    'bins': settings.bins,
    'cut_points_every_months': every,
    'digest': local_md5(tojson([settings, mapped_columns()], sort_keys=true)),
    'measures': {'r': 'recency_days', 'f': 'order_count_365d', 'm': 'net_revenue_365d'},
}) }}
{% endmacro %}
