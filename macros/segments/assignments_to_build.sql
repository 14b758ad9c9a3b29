{% macro assignments_to_build() %}
{#- The observation dates whose assignments this table lacks, or has from other features, fits or declarations. -#}
{{ part_by_part(parts_to_build(scored_dates(), 'as_of_date', wanted='scored_from', kept='built_from')) }}
{%- endmacro %}
