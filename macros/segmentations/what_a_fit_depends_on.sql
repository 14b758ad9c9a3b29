{% macro what_a_fit_depends_on(spec) %}
{#- Every setting of a segmentation and of the features that changes the result of a fit. Transforms from the catalogue
    are not known here; segmentation_specs adds them. -#}
{%- set declared = {} -%}
{%- for option, value in spec.items() if (option != 'encode' or value) and option not in ['name', 'description', 'needs', 'refit_every_days', 'switch_margin', 'minimum_days', 'refit_on_drift', 'features_if_given', 'unmet_needs', 'absent_features'] -%}
    {%- do declared.update({option: value}) -%}
{%- endfor -%}
{#- Settings that were added later count where they differ from the default, so that fits of before go on. -#}
{%- set added = {'minimum_customers_for_shop_cycle': 30, 'default_cycle_days': 30} -%}
{%- set lifecycle = {} -%}
{%- for key, value in var('lifecycle').items() if added.get(key) != value -%}
    {%- do lifecycle.update({key: value}) -%}
{%- endfor -%}
{#- A fit does not change with the mapping of an input that none of its features is made from. -#}
{%- set mapped = mapped_columns() -%}
{%- set inputs = ['order_lines', 'products', 'customers', 'campaign_contacts', 'campaign_responses', 'time_zone'] -%}
{%- for feature in features() if feature.name in spec.features -%}
    {%- for need in feature.needs -%}{%- do inputs.extend(need.replace('.', ' ').split()) -%}{%- endfor -%}
{%- endfor -%}
{%- set used = {} -%}
{%- for name in mapped if name.split('.')[0] in inputs -%}{%- do used.update({name: mapped[name]}) -%}{%- endfor -%}
{{ return([declared, used, lifecycle, category_groups() | map(attribute='group') | list]) }}
{% endmacro %}
