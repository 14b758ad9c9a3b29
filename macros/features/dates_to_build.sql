{% macro dates_to_build(wanted='events_fingerprint', slices=none) %}
{#- The observation dates whose rows this table lacks, or has from other inputs, settings or code; where `slices` names
    the relation of customer slices, with a row per date and slice. -#}
{%- set parts = parts_to_build(ref('observation_dates'), 'as_of_date', wanted, kept='built_from') -%}
{%- if slices -%}
    {%- set parts = 'select * from (' ~ parts ~ ') as parts cross join ' ~ slices ~ ' as slices' -%}
{%- endif -%}
{{ part_by_part(parts) }}
{%- endmacro %}
