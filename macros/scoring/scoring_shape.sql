{% macro scoring_shape(spec, wide_up_to=160) %}
{#- How the distances of a segmentation are computed: how many components they have (0: one per feature,
    nothing mixed), whether centers have intercepts, and whether the centers stand wide in one row.
    Beyond so many multiplications a customer a row per center is cheaper (docs/benchmarks.md); centers whose
    number nobody knows while compiling leave no choice. -#}
{%- set width = spec.features | length -%}
{%- set pca = (spec.get('reduce') or {}).get('pca') -%}
{%- set is_full = spec.algorithm == 'custom' or (spec.algorithm == 'gaussian_mixture' and spec.covariance == 'full') -%}
{%- set components = pca if pca and pca >= 1 else width if pca or is_full else 0 -%}
{%- set is_single = spec.algorithm in ['kmeans', 'gaussian_mixture'] -%}
{{ return({
    'components': components,
    'has_intercepts': spec.algorithm in ['gaussian_mixture', 'custom'],
    'has_posteriors': spec.algorithm == 'gaussian_mixture',
    'is_single': is_single,
    'is_wide': is_single and spec.segments.max * width * [components, 1] | max <= wide_up_to,
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
