{% macro names_sensitive_feature(condition) %}
{#- True if a condition over features reads a personal attribute. -#}
exists (
    select 1
    from {{ ref('feature_catalogue') }} as sensitive
    where sensitive.is_sensitive
        and instr({{ condition }}, sensitive.feature) > 0
)
{%- endmacro %}
