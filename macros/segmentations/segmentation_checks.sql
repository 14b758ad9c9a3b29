{% macro segment_range(key, segments) %}
{%- if is_whole(segments, 0) -%}
    {%- set segments = {'min': segments, 'max': segments} -%}
{%- endif -%}
{%- if segments is not mapping or not is_whole(segments.get('min'), 0) or not is_whole(segments.get('max'), 0) -%}
    {{ config_error(key ~ '.segments', segments, 'is not a number or {min: .., max: ..}') }}
{%- endif -%}
{%- if segments.min < 2 or segments.max < segments.min -%}
    {{ config_error(key ~ '.segments', segments, 'is not a range from 2 up; make max at least min') }}
{%- endif -%}
{{ return(segments) }}
{% endmacro %}

{% macro check_features(key, spec, numeric, sensitive=[]) %}
{%- if not spec.features or not is_list(spec.features) -%}
    {{ config_error(key ~ '.features', spec.features, 'is not a list of features') }}
{%- endif -%}
{%- if spec.features | unique | list | length != spec.features | length -%}
    {{ config_error(key ~ '.features', spec.features | join(', '), 'names a feature twice') }}
{%- endif -%}
{%- for feature in spec.features if not is_name(feature) or (numeric and feature not in numeric) -%}
    {{ config_error(key ~ '.features', feature, 'is not a numeric feature; the numeric features are ' ~ numeric | join(', ')) }}
{%- endfor -%}
{%- for feature in spec.features if feature in sensitive -%}
    {{ config_error(key ~ '.features', feature, 'is a personal attribute: it may describe segments, not make them') }}
{%- endfor -%}
{%- for option in ['transforms', 'weights'] if spec[option] is not mapping -%}
    {{ config_error(key ~ '.' ~ option, spec[option], 'is not a mapping from features') }}
{%- endfor -%}
{%- for feature, transform in spec.transforms.items() -%}
    {%- if feature not in spec.features -%}
        {{ config_error(key ~ '.transforms', feature, 'is not among the features of this segmentation') }}
    {%- endif -%}
    {%- do check_choice(key ~ '.transforms.' ~ feature, transform, ['none', 'log1p', 'clip', 'quantile']) -%}
{%- endfor -%}
{%- for feature, weight in spec.weights.items() -%}
    {%- if feature not in spec.features -%}
        {{ config_error(key ~ '.weights', feature, 'is not among the features of this segmentation') }}
    {%- endif -%}
    {%- if not is_positive(weight) -%}
        {{ config_error(key ~ '.weights.' ~ feature, weight, 'is not a number above 0; leave the feature out instead') }}
    {%- endif -%}
{%- endfor -%}
{% endmacro %}

{% macro check_reduction(key, spec) %}
{%- set pca = spec.reduce.get('pca') if spec.reduce is mapping else none -%}
{%- if spec.reduce is not mapping or spec.reduce and (spec.reduce.keys() | list != ['pca']) -%}
    {{ config_error(key ~ '.reduce', spec.reduce, 'is not {pca: a number of components, or the share of variance to keep}') }}
{%- endif -%}
{%- if spec.reduce and (not is_positive(pca) or (pca >= 1 and (not is_whole(pca, 1) or pca > spec.features | length))) -%}
    {{ config_error(key ~ '.reduce.pca', pca, 'is not a share below 1 or a whole number up to the ' ~ spec.features | length ~ ' features') }}
{%- endif -%}
{% endmacro %}

{% macro check_parameters(key, spec) %}
{#- Algorithm custom needs the option parameters; other algorithms must not have it. -#}
{%- set given = spec.get('parameters') -%}
{%- if spec.get('algorithm') != 'custom' -%}
    {%- if given is not none -%}
        {{ config_error(key ~ '.parameters', given, 'belongs to algorithm custom only') }}
    {%- endif -%}
{%- elif given is not mapping or given | length != 1 or given.keys() | first not in ['path', 'relation', 'model'] -%}
    {{ config_error(key ~ '.parameters', given, 'is not where the parameters are; give one of path, relation or model') }}
{%- elif not is_line(given.values() | first) -%}
    {{ config_error(key ~ '.parameters.' ~ given.keys() | first, given.values() | first, 'is not a text on one line') }}
{%- endif -%}
{%- for option in ['segments', 'reduce', 'weights'] if spec.get('algorithm') == 'custom' and option in spec -%}
    {{ config_error(key ~ '.' ~ option, spec[option], 'has no meaning for algorithm custom; the parameters say it') }}
{%- endfor -%}
{% endmacro %}

{% macro check_encoded(key, encode, known) %}
{%- if encode is not mapping -%}
    {{ config_error(key ~ '.encode', encode, 'is not a mapping from attributes to values, such as loyalty_status: [gold, silver]') }}
{%- endif -%}
{%- for attribute, values in encode.items() -%}
    {%- set features = known | selectattr('name', 'eq', attribute) | rejectattr('is_numeric') | list -%}
    {%- if known and (not features or features[0].model != 'demographic_features') -%}
        {{ config_error(key ~ '.encode', attribute, 'is not an attribute of customers') }}
    {%- endif -%}
    {%- if known and features[0].meta.sensitive -%}
        {{ config_error(key ~ '.encode', attribute, 'is a personal attribute: it may describe segments, not make them') }}
    {%- endif -%}
    {%- if not is_list(values) or not values or values | select('string') | list | length != values | length -%}
        {{ config_error(key ~ '.encode.' ~ attribute, values, 'is not a list of values in quotes') }}
    {%- endif -%}
    {%- for value in values if not is_line(value) or not is_name(encoded_name(attribute, value)) -%}
        {{ config_error(key ~ '.encode.' ~ attribute, value, 'has no letters and digits to name a feature by, or too many') }}
    {%- endfor -%}
{%- endfor -%}
{% endmacro %}

{% macro check_needs(key, needs) %}
{%- if not is_list(needs) -%}
    {{ config_error(key ~ '.needs', needs, 'is not a list of inputs or of columns such as products.category') }}
{%- endif -%}
{%- for need in needs -%}
    {%- for choice in (need | string).split(' or ') -%}
        {%- set input, column = (choice ~ '.').split('.')[:2] -%}
        {%- set contract = input_contract().get(input) -%}
        {%- if not contract or (column and column not in contract['columns']) or choice.count('.') > 1 -%}
            {{ config_error(key ~ '.needs', choice, 'is not an input, nor a column of one; the inputs are ' ~ input_contract() | join(', ')) }}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
{% endmacro %}

{% macro micro_sizes(key, given) %}
{#- The option micro_segments with both its sizes; both are none if the option is missing. -#}
{%- if given is none -%}
    {{ return({'target_size': none, 'minimum_size': none}) }}
{%- endif -%}
{%- if given is not mapping or given.keys() | sort | list != ['minimum_size', 'target_size'] -%}
    {{ config_error(key ~ '.micro_segments', given, 'is not {target_size: customers wanted in each, minimum_size: customers needed}') }}
{%- endif -%}
{%- for size in given.values() if not is_whole(size, 1) -%}
    {{ config_error(key ~ '.micro_segments', given, 'has a size that is not a whole number of at least 1') }}
{%- endfor -%}
{%- if given.minimum_size > given.target_size -%}
    {{ config_error(key ~ '.micro_segments', given, 'asks for a minimum_size above the target_size; lower it') }}
{%- endif -%}
{{ return(given) }}
{% endmacro %}
