{% macro scoring_shape(spec, form=none) %}
{#- How distances are computed in a segmentation: the number of components (0 means one per feature), whether centers
    have intercepts, the maximum number of centers, and their form: lists if all centers of a fit have equal weights,
    columns of one row for a mixture of up to 500 multiplications per customer, else one row per center. The number of
    custom centers is not known while compiling; a tree has at most 100. -#}
{%- set width = spec.features | length -%}
{%- set pca = (spec.get('reduce') or {}).get('pca') -%}
{%- set is_full = spec.algorithm == 'custom' or (spec.algorithm == 'gaussian_mixture' and spec.covariance == 'full') -%}
{%- set components = pca if pca and pca >= 1 else width if pca or is_full else 0 -%}
{%- set center_count = {'hierarchical': 100, 'custom': none}.get(spec.algorithm, spec.segments.max) -%}
{%- if spec.algorithm in ['kmeans', 'hierarchical'] -%}
    {%- set own_form = 'lists' if center_count <= most_listed_centers() | int else 'rows' -%}
{%- else -%}
    {%- set own_form = 'columns' if center_count and center_count * width * [components, 1] | max <= 500 else 'rows' -%}
{%- endif -%}
{{ return({
    'components': components,
    'has_intercepts': spec.algorithm in ['gaussian_mixture', 'custom'],
    'has_posteriors': spec.algorithm == 'gaussian_mixture',
    'is_single': spec.algorithm in ['kmeans', 'gaussian_mixture'],
    'center_count': center_count,
    'form': form or own_form,
    'is_named': false,
}) }}
{% endmacro %}

{% macro squared_distance(shape, width, center='c', weight='w') %}
{#- Sum over components of (sum over features of weight * (x - center)) squared, x1 to x<width>. -#}
{%- if shape.components == 0 -%}
    {%- for feature in range(1, width + 1) -%}
((x{{ feature }} - {{ center }}{{ feature }}) * {{ weight }}{{ feature }}) * ((x{{ feature }} - {{ center }}{{ feature }}) * {{ weight }}{{ feature }}){{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- else -%}
    {%- for component in range(1, shape.components + 1) -%}
power({% for feature in range(1, width + 1) -%}
(x{{ feature }} - {{ center }}{{ feature }}) * {{ weight }}{{ component }}_{{ feature }}{{ ' + ' if not loop.last }}
        {%- endfor %}, 2){{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endif -%}
{%- endmacro %}
