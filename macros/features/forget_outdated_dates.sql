{% macro forget_outdated_dates(wanted='events_fingerprint') %}
{#- What dates_to_build did not find, or replaced, leaves the table; a post-hook. -#}
{{ forget_outdated_parts(ref('observation_dates'), 'as_of_date', wanted, kept='built_from') }}
{%- endmacro %}
