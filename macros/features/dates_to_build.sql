{% macro dates_to_build(wanted='events_fingerprint') %}
{#- The observation dates whose rows this table lacks, or has from other inputs, settings or code. -#}
{{ part_by_part(parts_to_build(ref('observation_dates'), 'as_of_date', wanted, kept='built_from')) }}
{%- endmacro %}
