{% macro what_a_fit_depends_on(spec) %}
{#- Every setting of a segmentation and of the features that changes the result of a fit. Transforms from the catalogue
    are not known here; segmentation_specs adds them. -#}
{%- set declared = {} -%}
{%- for option, value in spec.items() if option not in ['name', 'description', 'needs', 'refit_every_days'] -%}
    {%- do declared.update({option: value}) -%}
{%- endfor -%}
{{ return([declared, mapped_columns(), var('lifecycle'), category_groups() | map(attribute='group') | list]) }}
{% endmacro %}
