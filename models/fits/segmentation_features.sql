with declared as (
    {%- for spec in segmentations() %}
    {%- set outer_loop = loop %}
    {%- for feature in spec.features %}
    select
        '{{ spec.name }}' as segmentation,
        cast({{ loop.index }} as bigint) as feature_position,
        '{{ feature }}' as feature,
        cast({{ spec.weights.get(feature, 1) }} as double) as weight,
        {%- if feature in spec.transforms %}
        '{{ spec.transforms[feature] }}' as declared_transform
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as declared_transform
        {%- endif %}
    {{ 'union all' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select
    declared.segmentation,
    declared.feature_position,
    declared.feature,
    coalesce(declared.declared_transform, catalogue.default_transform) as transform,
    declared.weight
from declared
inner join {{ ref('feature_catalogue') }} as catalogue on declared.feature = catalogue.feature
