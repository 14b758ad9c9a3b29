{% macro lookback_days() %}
{#- The var `lookback_days`: none, where every order line is read in every build, or a number of days. -#}
{{ return(none if var('lookback_days') is none else non_negative_var('lookback_days')) }}
{% endmacro %}
