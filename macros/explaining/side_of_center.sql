{% macro side_of_center(side, relation, condition, shape, numbers) -%}
{#- Joins the customers of a relation with the centers that a condition selects: <side>_squared_distance and, for each
    feature, the offset from the center and the effect of a step on the score, pull and bend. -#}
select
    placed.*,
    {%- for number in numbers %}
    {%- if shape.components == 0 %}
    {{ side }}_offset_{{ number }} * {{ side }}_bend_{{ number }} as {{ side }}_pull_{{ number }}{{ ',' if not loop.last }}
    {%- else %}
    {% for component in range(1, shape.components + 1) %}{{ side }}_y{{ component }} * {{ side }}_w{{ component }}_{{ number }}{{ ' + ' if not loop.last }}{% endfor %} as {{ side }}_pull_{{ number }}{{ ',' if not loop.last }}
    {%- endif %}
    {%- endfor %}
from (
    select
        {{ relation }}.*,
        centers.center_id as {{ side }}_center_id,
        centers.segment_id as {{ side }}_segment_id,
        centers.intercept as {{ side }}_intercept,
        {%- for number in numbers %}
        x{{ number }} - c{{ number }} as {{ side }}_offset_{{ number }},
        {%- if shape.components == 0 %}
        w{{ number }} * w{{ number }} as {{ side }}_bend_{{ number }},
        {%- else %}
        {% for component in range(1, shape.components + 1) %}w{{ component }}_{{ number }} * w{{ component }}_{{ number }}{{ ' + ' if not loop.last }}{% endfor %} as {{ side }}_bend_{{ number }},
        {%- endif %}
        {%- endfor %}
        {%- for component in range(1, shape.components + 1) %}
        {%- for number in numbers %}
        w{{ component }}_{{ number }} as {{ side }}_w{{ component }}_{{ number }},
        {%- endfor %}
        {% for number in numbers %}(x{{ number }} - c{{ number }}) * w{{ component }}_{{ number }}{{ ' + ' if not loop.last }}{% endfor %} as {{ side }}_y{{ component }},
        {%- endfor %}
        {{ squared_distance(shape, numbers | length) }} as {{ side }}_squared_distance
    from {{ relation }}
    inner join centers
        on {{ relation }}.fit_id = centers.center_fit_id
        and {{ condition }}
) as placed
{%- endmacro %}
