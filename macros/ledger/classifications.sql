{% macro classifications() %}
{#- What the ledger follows: every segmentation, the RFM class and the lifecycle stage, with the settings of sticky
    assignment. Classes and stages are rules of their own and never sticky. -#}
{%- set listed = [] -%}
{%- for spec in segmentations() -%}
    {%- do listed.append({
        'name': spec.name,
        'switch_margin': spec.switch_margin,
        'minimum_days': spec.minimum_days,
        'settings_digest': local_md5(tojson([spec.switch_margin, spec.minimum_days])),
    }) -%}
{%- endfor -%}
{%- set lifecycle_digest = local_md5(tojson([lifecycle_settings(), mapped_columns()], sort_keys=true)) -%}
{%- for name, digest in {'rfm_class': rfm_settings().digest, 'lifecycle_stage': lifecycle_digest}.items() -%}
    {%- do listed.append({
        'name': name, 'switch_margin': 0, 'minimum_days': 0, 'settings_digest': digest,
    }) -%}
{%- endfor -%}
{{ return(listed) }}
{% endmacro %}
