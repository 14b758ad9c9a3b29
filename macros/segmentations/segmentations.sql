{% macro segmentations() %}
{#- The var `segmentations`, checked and with its defaults filled in: a list of mappings. -#}
{%- set given = var('segmentations') -%}
{%- if given is string or given is mapping or given is not iterable -%}
    {{ config_error('segmentations', given, 'is not a list of segmentations') }}
{%- endif -%}
{%- if not given -%}
    {{ config_error('segmentations', given, 'is empty; declare at least one segmentation') }}
{%- endif -%}
{%- set known = ['name', 'description', 'algorithm', 'segments', 'population', 'features', 'transforms',
                 'scaling', 'refit_every_days', 'fit_sample_size', 'seed', 'minimum_share'] -%}
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
        'segments': segment_range(key, spec.get('segments')),
        'population': parsed_condition(key ~ '.population', spec.get('population', 'order_count >= 1')),
        'features': spec.get('features', []),
        'transforms': spec.get('transforms', {}),
        'scaling': spec.get('scaling', 'standard'),
        'refit_every_days': spec.get('refit_every_days', 90),
        'fit_sample_size': spec.get('fit_sample_size', 50000),
        'seed': spec.get('seed', 0),
        'minimum_share': spec.get('minimum_share', 0.02),
    } -%}
    {%- do check_choice(key ~ '.algorithm', full.algorithm, ['kmeans']) -%}
    {%- do check_choice(key ~ '.scaling', full.scaling, ['standard']) -%}
    {%- do check_features(key, full) -%}
    {%- for number in ['refit_every_days', 'fit_sample_size'] if full[number] is not integer or full[number] < 1 -%}
        {{ config_error(key ~ '.' ~ number, full[number], 'is not a whole number above 0') }}
    {%- endfor -%}
    {%- if full.seed is not integer or full.seed < 0 -%}
        {{ config_error(key ~ '.seed', full.seed, 'is not a whole number of at least 0') }}
    {%- endif -%}
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

{% macro is_name(text) %}{{ return(modules.re.match('^[a-z][a-z0-9_]{0,40}$', text | string) is not none) }}{% endmacro %}

{% macro check_choice(key, value, choices) %}
{%- if value not in choices -%}
    {{ config_error(key, value, 'is not one of ' ~ choices | join(', ')) }}
{%- endif -%}
{% endmacro %}

{% macro segment_range(key, segments) %}
{%- if segments is integer and segments is not boolean -%}
    {%- set segments = {'min': segments, 'max': segments} -%}
{%- endif -%}
{%- if segments is not mapping or segments.get('min') is not integer or segments.get('max') is not integer -%}
    {{ config_error(key ~ '.segments', segments, 'is not a number or {min: .., max: ..}') }}
{%- endif -%}
{%- if segments.min < 2 or segments.max < segments.min -%}
    {{ config_error(key ~ '.segments', segments, 'is not a range from 2 up; make max at least min') }}
{%- endif -%}
{{ return(segments) }}
{% endmacro %}

{% macro check_features(key, spec) %}
{%- if not spec.features or spec.features is string -%}
    {{ config_error(key ~ '.features', spec.features, 'is not a list of features') }}
{%- endif -%}
{%- if spec.features | unique | list | length != spec.features | length -%}
    {{ config_error(key ~ '.features', spec.features | join(', '), 'names a feature twice') }}
{%- endif -%}
{%- set numeric = feature_columns(numeric_only=true) -%}
{%- for feature in spec.features if not is_name(feature) or (numeric and feature not in numeric) -%}
    {{ config_error(key ~ '.features', feature, 'is not a numeric feature; the numeric features are ' ~ numeric | join(', ')) }}
{%- endfor -%}
{%- for feature, transform in spec.transforms.items() -%}
    {%- if feature not in spec.features -%}
        {{ config_error(key ~ '.transforms', feature, 'is not among the features of this segmentation') }}
    {%- endif -%}
    {%- do check_choice(key ~ '.transforms.' ~ feature, transform, ['none', 'log1p']) -%}
{%- endfor -%}
{% endmacro %}
