{% macro pivoted_lists(spec, shape) %}
{#- One row per fit: the list and the segment of every center, null for a number without a center. -#}
{%- set width = spec.features | length -%}
select
    center_fit_id as parameters_fit_id,
    {%- for feature in range(1, width + 1) %}
    max(o{{ feature }}) as o{{ feature }},
    {%- endfor %}
    {%- for center in range(1, shape.center_count + 1) %}
    max(case when center_id = {{ center }} then segment_id end) as k{{ center }}_segment_id,
    max(case when center_id = {{ center }} then center_list end) as k{{ center }}_list{{ ',' if not loop.last }}
    {%- endfor %}
from (
    select
        centers.center_fit_id,
        centers.center_id,
        centers.segment_id,
        {%- for feature in range(1, width + 1) %}
        origin.c{{ feature }} as o{{ feature }},
        {%- endfor %}
        {{ array_of(listed_center(shape, width)) }} as center_list
    from centers
    inner join centers as origin
        on centers.center_fit_id = origin.center_fit_id
        and origin.center_id = 1
) as listed
group by center_fit_id
{%- endmacro %}

{% macro listed_center(shape, width) %}
{#- The numbers of a center's list: for each feature its coefficient in the score, then the constant. Without components
    each feature is a component of its own. -#}
{%- set components = range(1, (shape.components or width) + 1) -%}
{%- set weights, along, numbers = {}, [], [] -%}
{%- for component in components -%}
    {%- set terms = [] -%}
    {%- for feature in range(1, width + 1) -%}
        {%- if shape.components or component == feature -%}
            {%- do weights.update({(component, feature): 'centers.w' ~ (component ~ '_' if shape.components else '') ~ feature}) -%}
            {%- do terms.append('%s * (centers.c%d - origin.c%d)' | format(weights[(component, feature)], feature, feature)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do along.append('(' ~ terms | join(' + ') ~ ')') -%}
{%- endfor -%}
{%- for feature in range(1, width + 1) -%}
    {%- set terms = [] -%}
    {%- for component in components if (component, feature) in weights -%}
        {%- do terms.append(weights[(component, feature)] ~ ' * ' ~ along[component - 1]) -%}
    {%- endfor -%}
    {%- do numbers.append(terms | join(' + ')) -%}
{%- endfor -%}
{%- set squares = [] -%}
{%- for length in along -%}{%- do squares.append(length ~ ' * ' ~ length) -%}{%- endfor -%}
{%- do numbers.append('-(' ~ squares | join(' + ') ~ ') / 2') -%}
{{ return(numbers) }}
{% endmacro %}
