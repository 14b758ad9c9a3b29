-- noqa: disable=LT02
-- A share is 0 to 1, a trend -1 to 1. Counts, days and ratios are not negative, except for signed features. A value
-- outside means that numerator and denominator were computed from different lines or with different signs. Rounding
-- errors of up to 5e-10 are tolerated.
{% set units = {'share': [0, 1], '0 to 1': [0, 1], '-1 to 1': [-1, 1], 'currency': [none, none]} %}
select
    customer_id,
    as_of_date,
    feature_outside
from (
    select
        customer_id,
        as_of_date,
        case
        {%- for feature in features() if feature.is_numeric and feature.is_given %}
            {%- set limits = units.get(feature.meta.unit, [none if feature.meta.signed else 0, none]) %}
            {%- set minimum = feature.meta.get('minimum', limits[0]) %}
            {%- if minimum is not none %}
            when cast({{ feature.name }} as double) < {{ minimum }} - 5e-10 then '{{ feature.name }}'
            {%- endif %}
            {%- if limits[1] is not none %}
            when cast({{ feature.name }} as double) > {{ limits[1] }} + 5e-10 then '{{ feature.name }}'
            {%- endif %}
        {%- endfor %}
            when false then ''
        end as feature_outside
    from {{ ref('wide_features') }}
) as judged
where feature_outside is not null
