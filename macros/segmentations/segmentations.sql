{% macro segmentations() %}
{#- The var `segmentations` as a list of mappings, checked and with defaults filled in. -#}
{%- set given = var('segmentations') -%}
{%- if not is_list(given) -%}
    {{ config_error('segmentations', given, 'is not a list of segmentations') }}
{%- endif -%}
{%- if not given -%}
    {{ config_error('segmentations', given, 'is empty; declare at least one segmentation') }}
{%- endif -%}
{%- set options = segmentation_options() -%}
{%- set known = features() -%}
{%- set columns = {
    'known': known | map(attribute='name') | list, 'numeric': known | selectattr('is_numeric') | map(attribute='name') | list,
} -%}
{%- set sensitive = known | selectattr('meta.sensitive', 'true') | map(attribute='name') | list -%}
{%- set given_features = known | selectattr('is_given') | map(attribute='name') | list -%}
{%- set checked = [] -%}
{%- for declared in given -%}
    {#- An option left empty in YAML counts as missing. -#}
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
    {%- if name in ['rfm_class', 'lifecycle_stage'] -%}
        {{ config_error('segmentations', name, 'is the name of a classification that Centroid makes itself; choose another') }}
    {%- endif -%}
    {%- for option in spec if option not in options -%}
        {{ config_error(key, option, 'is not an option; the options are ' ~ options | join(', ')) }}
    {%- endfor -%}
    {%- set full = {} -%}
    {%- for option, rule in options.items() -%}
        {%- do full.update({option: spec.get(option, rule.default)}) -%}
        {%- do check_option(key ~ '.' ~ option, full[option], rule) -%}
    {%- endfor -%}
    {#- The word category_groups stands for the shares of all category groups. A feature of the window may be listed
        by its own name too. -#}
    {%- set named = [] -%}
    {%- set of_window = [] -%}
    {%- if not is_list(full.features_if_given) -%}
        {{ config_error(key ~ '.features_if_given', full.features_if_given, 'is not a list of features') }}
    {%- endif -%}
    {%- do check_encoded(key, full.encode, known) -%}
    {%- for attribute, values in full.encode.items() -%}
        {%- for value in values -%}{%- do named.append(encoded_name(attribute, value)) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set missing = full.features_if_given | map('string') | reject('in', given_features) | select('in', columns.known) | list -%}
    {%- set wanted = (full.features | list if is_list(full.features) else []) + full.features_if_given | list -%}
    {%- for feature in wanted if feature not in missing -%}
        {%- set resolved = in_window(feature) -%}
        {%- if resolved != feature -%}
            {%- do of_window.append(resolved) -%}
        {%- endif -%}
        {%- if feature == 'category_groups' -%}
            {%- do named.extend(category_groups() | map(attribute='feature')) -%}
        {%- elif resolved not in of_window or resolved not in named -%}
            {%- do named.append(resolved) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for option in ['transforms', 'weights'] if full[option] is mapping -%}
        {%- set resolved = {} -%}
        {%- for feature, value in full[option].items() if feature not in missing -%}
            {%- do resolved.update({in_window(feature): value}) -%}
        {%- endfor -%}
        {%- do full.update({option: resolved}) -%}
    {%- endfor -%}
    {%- do full.update({
        'features': named or full.features,
        'segments': segment_range(key, full.segments) if full.algorithm != 'custom' else {'min': none, 'max': none},
        'population': parsed_condition(key ~ '.population', in_window(full.population), columns),
        'micro_segments': micro_sizes(key, full.micro_segments),
    }) -%}
    {%- do check_features(key, full, columns.numeric, sensitive) -%}
    {%- do check_needs(key, full.needs) -%}
    {%- set needs = full.needs | list -%}
    {%- set absent = [] -%}
    {%- set used = full.features + condition_features(full.population) -%}
    {%- for feature in known if not feature.is_given and feature.name in used -%}
        {%- do absent.append({'name': feature.name, 'data_type': feature.data_type}) -%}
        {%- if feature.name in full.features -%}{%- do needs.extend(feature.unmet_needs) -%}{%- endif -%}
    {%- endfor -%}
    {%- do full.update({
        'absent_features': absent,
        'unmet_needs': unmet_needs(needs | unique | list) if needs else [],
    }) -%}
    {%- do check_reduction(key, full) -%}
    {%- do check_parameters(key, spec) -%}
    {%- do checked.append(full) -%}
{%- endfor -%}
{%- for name in refits_asked() if name not in checked | map(attribute='name') -%}
    {{ config_error('refit', name, 'is not a segmentation; the segmentations are ' ~ checked | map(attribute='name') | join(', ')) }}
{%- endfor -%}
{{ return(checked) }}
{% endmacro %}

{% macro refits_asked() %}
{#- The segmentations that the var `refit` names; it may be one name, a list of names, or null. -#}
{%- set given = var('refit') -%}
{%- set names = [] if given is none else [given] if given is string else given -%}
{%- if not is_list(names) -%}
    {{ config_error('refit', given, 'is not a list of segmentations') }}
{%- endif -%}
{{ return(names) }}
{% endmacro %}
