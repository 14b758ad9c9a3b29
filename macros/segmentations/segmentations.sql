{% macro segmentations() %}
{#- The var `segmentations`, checked and with its defaults filled in: a list of mappings. -#}
{%- set given = var('segmentations') -%}
{%- if given is string or given is mapping or given is not iterable -%}
    {{ config_error('segmentations', given, 'is not a list of segmentations') }}
{%- endif -%}
{%- if not given -%}
    {{ config_error('segmentations', given, 'is empty; declare at least one segmentation') }}
{%- endif -%}
{%- set known = ['name', 'description', 'needs', 'algorithm', 'segments', 'population', 'features', 'transforms',
                 'weights', 'scaling', 'reduce', 'covariance', 'parameters', 'refit_every_days', 'fit_sample_size',
                 'seed', 'minimum_share', 'minimum_stability', 'outlier_quantile', 'micro_segments'] -%}
{%- set checked = [] -%}
{%- for declared in given -%}
    {#- An option left empty in YAML is one not given. -#}
    {%- set spec = {} -%}
    {%- for option, value in (declared.items() if declared is mapping else []) if value is not none or option == 'features' -%}
        {%- do spec.update({option: value}) -%}
    {%- endfor -%}
    {%- set name = spec.get('name') if declared is mapping else declared -%}
    {%- if not is_name(name) -%}
        {{ config_error('segmentations', name, 'is not a name; use lower-case letters, digits and _') }}
    {%- endif -%}
    {%- set key = 'segmentations.' ~ name -%}
    {%- if name in checked | map(attribute='name') -%}
        {{ config_error(key, name, 'is declared twice; rename one') }}
    {%- endif -%}
    {%- for option in spec if option not in known -%}
        {{ config_error(key, option, 'is not an option; the options are ' ~ known | join(', ')) }}
    {%- endfor -%}
    {%- set full = {
        'name': name,
        'description': spec.get('description', ''),
        'algorithm': spec.get('algorithm', 'kmeans'),
        'segments': segment_range(key, spec.get('segments')) if spec.get('algorithm') != 'custom' else {'min': none, 'max': none},
        'needs': spec.get('needs', []),
        'parameters': spec.get('parameters'),
        'population': parsed_condition(key ~ '.population', spec.get('population', 'order_count >= 1')),
        'features': spec.get('features', []),
        'transforms': spec.get('transforms', {}),
        'weights': spec.get('weights', {}),
        'scaling': spec.get('scaling', 'standard'),
        'reduce': spec.get('reduce', {}),
        'covariance': spec.get('covariance', 'diagonal'),
        'refit_every_days': spec.get('refit_every_days', 90),
        'fit_sample_size': spec.get('fit_sample_size', 50000),
        'seed': spec.get('seed', 0),
        'minimum_share': spec.get('minimum_share', 0.02),
        'minimum_stability': spec.get('minimum_stability', 0.6),
        'outlier_quantile': spec.get('outlier_quantile', 0.99),
        'micro_segments': micro_sizes(key, spec.get('micro_segments')),
    } -%}
    {%- do check_choice(key ~ '.algorithm', full.algorithm, ['kmeans', 'gaussian_mixture', 'hierarchical', 'custom']) -%}
    {%- do check_choice(key ~ '.scaling', full.scaling, ['standard', 'robust']) -%}
    {%- do check_choice(key ~ '.covariance', full.covariance, ['diagonal', 'full']) -%}
    {%- do check_features(key, full) -%}
    {%- do check_needs(key, full.needs) -%}
    {%- do check_reduction(key, full) -%}
    {%- do check_parameters(key, spec) -%}
    {%- for number in ['refit_every_days', 'fit_sample_size'] if full[number] is not integer or full[number] < 1 -%}
        {{ config_error(key ~ '.' ~ number, full[number], 'is not a whole number above 0') }}
    {%- endfor -%}
    {%- if full.seed is not integer or full.seed < 0 -%}
        {{ config_error(key ~ '.seed', full.seed, 'is not a whole number of at least 0') }}
    {%- endif -%}
    {%- for share in ['minimum_stability', 'outlier_quantile'] if not is_positive(full[share]) or full[share] > 1 -%}
        {{ config_error(key ~ '.' ~ share, full[share], 'is not a share above 0 and at most 1') }}
    {%- endfor -%}
    {%- if full.minimum_share is not number or full.minimum_share < 0 or full.minimum_share >= 0.5 -%}
        {{ config_error(key ~ '.minimum_share', full.minimum_share, 'is not a share from 0 to 0.5') }}
    {%- endif -%}
    {%- do checked.append(full) -%}
{%- endfor -%}
{%- for name in ([var('refit')] if var('refit') is string else var('refit') or [])
    if name not in checked | map(attribute='name') -%}
    {{ config_error('refit', name, 'is not a segmentation; the segmentations are ' ~ checked | map(attribute='name') | join(', ')) }}
{%- endfor -%}
{{ return(checked) }}
{% endmacro %}
