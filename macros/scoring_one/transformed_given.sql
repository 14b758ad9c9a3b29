{% macro transformed_given(keys=['fit_id'], has_knots=none) %}
{#- One row per fit and feature, and customer where they are among the keys: the filled value under its transform, x. -#}
{%- set declared = [] -%}
{%- for spec in segmentations() -%}{%- do declared.extend(spec.transforms.values()) -%}{%- endfor -%}
{%- set has_knots = 'clip' in declared or 'quantile' in declared if has_knots is none else has_knots -%}
select
    {%- for key in keys %}
    filled.{{ key }},
    {%- endfor %}
    filled.feature,
    case
        when filled.transform = 'log1p' then sign(filled.value) * ln(1 + abs(filled.value))
        {%- if has_knots %}
        when filled.transform = 'clip' then least(greatest(filled.value, ranks.low_knot), ranks.high_knot)
        when filled.transform = 'quantile' then ranks.share_below
        {%- endif %}
        else filled.value
    end as x
from filled
{%- if has_knots %}
left join (
    select
        {%- for key in keys %}
        filled.{{ key }},
        {%- endfor %}
        filled.feature,
        min(pieces.low) as low_knot,
        max(pieces.high) as high_knot,
        case
            when max(filled.value) <= min(pieces.low) then 0
            when max(filled.value) >= max(pieces.high) then 1
            else avg(
                case
                    when pieces.high > pieces.low
                        then least(greatest((filled.value - pieces.low) / (pieces.high - pieces.low), 0), 1)
                    else (sign(filled.value - pieces.low) + 1) / 2
                end
            )
        end as share_below
    from (
        select
            lower_knots.fit_id,
            lower_knots.feature,
            lower_knots.knot as low,
            upper_knots.knot as high
        from {{ public_ref('feature_knots') }} as lower_knots
        inner join {{ public_ref('feature_knots') }} as upper_knots
            on lower_knots.fit_id = upper_knots.fit_id
            and lower_knots.feature = upper_knots.feature
            and lower_knots.knot_number + 1 = upper_knots.knot_number
    ) as pieces
    inner join filled
        on pieces.fit_id = filled.fit_id
        and pieces.feature = filled.feature
    group by {% for key in keys %}filled.{{ key }}, {% endfor %}filled.feature
) as ranks
    on {% for key in keys %}filled.{{ key }} = ranks.{{ key }}
    and {% endfor %}filled.feature = ranks.feature
{%- endif %}
{%- endmacro %}
