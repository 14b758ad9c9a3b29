{% macro forget_outdated_assignments() %}
{#- What assignments_to_build did not find, or replaced, leaves the table; a post-hook. -#}
{{ forget_outdated_parts(scored_dates(), 'as_of_date', wanted='scored_from', kept='built_from') }}
{%- endmacro %}
