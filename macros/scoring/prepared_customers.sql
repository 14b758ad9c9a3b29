{% macro prepared_customers(spec, features_relation, is_named=false) -%}
-- abs(x) < 1e100 is false for NaN, infinity and any value whose square overflows; such a customer has no nearest
-- segment.
customers as (
    select
        features.customer_id,
        features.as_of_date,
        {%- if is_named %}
        features.named_segment_id,
        {%- endif %}
        fits.*,
        {%- for feature in spec.features %}
        cast(features.{{ feature }} as double) as f{{ loop.index }},
        {%- endfor %}
        {%- for feature in spec.features %}
        case when features.{{ feature }} is null then 1 else 0 end{{ ' +' if not loop.last }}
        {%- endfor %} as filled_feature_count,
        case
            when fits.fit_id is null then 'no_active_fit'
            when not coalesce(({{ spec.population }}), false) then 'outside_population'
            {%- for feature in spec.features %}
            when not coalesce(abs(cast(features.{{ feature }} as double)) < 1e100, true) then 'non_finite_feature'
            {%- endfor %}
        end as no_segment_reason
    from {{ with_features(features_relation, spec.absent_features) }} as features
    inner join fits on features.as_of_date = fits.scored_date
),

filled as (
    select
        customers.*,
        {%- for feature in spec.features %}
        case when no_segment_reason is null then coalesce(f{{ loop.index }}, fill_{{ loop.index }}) end as v{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from customers
),

prepared as (
    select
        filled.*,
        {%- for feature in spec.features %}
        {{ prepared_feature('v' ~ loop.index, spec.transforms.get(feature), loop.index) | indent(8) }} as x{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from filled
)
{%- endmacro %}
