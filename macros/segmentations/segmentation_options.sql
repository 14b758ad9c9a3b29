{% macro segmentation_options() %}
{#- Every option of a segmentation with its default and, if the value is a single word, number or share, the rule for
    it. segmentation_checks has the other rules. -#}
{{ return({
    'name': {'default': none},
    'description': {'default': '', 'is_text': true},
    'needs': {'default': []},
    'algorithm': {'default': 'kmeans', 'one_of': ['kmeans', 'gaussian_mixture', 'hierarchical', 'custom']},
    'segments': {'default': none},
    'population': {'default': 'order_count >= 1', 'is_text': true},
    'features': {'default': []},
    'features_if_given': {'default': []},
    'encode': {'default': {}},
    'transforms': {'default': {}},
    'weights': {'default': {}},
    'scaling': {'default': 'standard', 'one_of': ['standard', 'robust']},
    'reduce': {'default': {}},
    'covariance': {'default': 'diagonal', 'one_of': ['diagonal', 'full']},
    'parameters': {'default': none},
    'refit_every_days': {'default': 90, 'whole_number_from': 1},
    'refit_on_drift': {'default': false, 'is_boolean': true},
    'fit_sample_size': {'default': 50000, 'whole_number_from': 1},
    'seed': {'default': 0, 'whole_number_from': 0},
    'minimum_share': {'default': 0.02, 'from': 0, 'below': 0.5},
    'minimum_stability': {'default': 0.6, 'above': 0, 'up_to': 1},
    'outlier_quantile': {'default': 0.99, 'above': 0, 'up_to': 1},
    'micro_segments': {'default': none},
    'switch_margin': {'default': 0.1, 'from': 0, 'below': 1},
    'minimum_days': {'default': 14, 'whole_number_from': 0},
}) }}
{% endmacro %}

{% macro check_option(key, value, option) %}
{#- Stops the run unless a value obeys the option's rule. -#}
{%- if 'one_of' in option -%}
    {%- do check_choice(key, value, option.one_of) -%}
{%- elif 'is_text' in option -%}
    {%- if value is not string -%}
        {{ config_error(key, value, 'is not a text; put it in quotes') }}
    {%- endif -%}
{%- elif 'is_boolean' in option -%}
    {%- if value is not boolean -%}
        {{ config_error(key, value, 'is neither true nor false') }}
    {%- endif -%}
{%- elif 'whole_number_from' in option -%}
    {%- if not is_whole(value, option.whole_number_from) -%}
        {{ config_error(key, value, 'is not a whole number from ' ~ option.whole_number_from ~ ' to 1,000,000,000') }}
    {%- endif -%}
{%- elif 'from' in option -%}
    {%- if value is not number or value is boolean or not option.from <= value < option.below -%}
        {{ config_error(key, value, 'is not a share from ' ~ option.from ~ ' to below ' ~ option.below) }}
    {%- endif -%}
{%- elif 'above' in option -%}
    {%- if value is not number or value is boolean or not option.above < value <= option.up_to -%}
        {{ config_error(key, value, 'is not a share above ' ~ option.above ~ ' and at most ' ~ option.up_to) }}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
