{% macro cut_points_id(date, digest) -%}
{#- RFM's cut-points as the ledger names them: the day they were taken on, and the settings. -#}
concat('rfm-', {{ date }}, '-', substring({{ digest }}, 1, 8))
{%- endmacro %}
