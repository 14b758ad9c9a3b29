{% macro rfm_settings() %}
{#- The var `rfm`: bins per score, the interval between cut-points, who they are computed from, and a digest of these
    settings, the window and the mapped columns, so that cut-points of other columns are never used. -#}
{%- set settings = var('rfm') -%}
{%- set known = ['bins', 'cut_points_every_months', 'cut_points_of'] -%}
{%- do check_settings('rfm', settings, known) -%}
{%- if not is_whole(settings.get('bins'), 2) or settings.bins > 9 -%}
    {{ config_error('rfm.bins', settings.get('bins'), 'is not a whole number from 2 to 9') }}
{%- endif -%}
{%- set every = settings.get('cut_points_every_months') -%}
{%- if not is_whole(every, 1) or every not in [1, 2, 3, 4, 6, 12] -%}
    {{ config_error('rfm.cut_points_every_months', every, 'does not divide a year; use 1, 2, 3, 4, 6 or 12') }}
{%- endif -%}
{%- do check_choice('rfm.cut_points_of', settings.get('cut_points_of'), ['window', 'all']) -%}
{%- set measures = {'r': 'recency_days', 'f': in_window('order_count_in_window'), 'm': in_window('net_revenue_in_window')} -%}
{#- The window and who takes part count where they differ from the default, so that cut-points of before go on. -#}
{%- set what = [{'bins': settings.bins, 'cut_points_every_months': every}, mapped_columns()] -%}
{%- if [settings.cut_points_of, var('window')] != ['window', 365] -%}
    {%- do what.append([settings.cut_points_of, var('window')]) -%}
{%- endif -%}
{{ return({
    'bins': settings.bins,
    'cut_points_every_months': every,
    'cut_points_of': settings.cut_points_of,
    'digest': local_md5(tojson(what, sort_keys=true)),
    'measures': measures,
}) }}
{% endmacro %}
