{% macro what_a_fit_depends_on(spec) %}
{#- All of a segmentation's declaration and of the features' settings that changes what a fit would find.
    The transforms that the catalogue gives are not known here; segmentation_specs adds them. -#}
{%- set declared = {} -%}
{%- for option, value in spec.items() if option not in ['name', 'description', 'needs', 'refit_every_days'] -%}
    {%- do declared.update({option: value}) -%}
{%- endfor -%}
{{ return([declared, mapped_columns(), var('lifecycle'), category_groups() | map(attribute='group') | list]) }}
{% endmacro %}
