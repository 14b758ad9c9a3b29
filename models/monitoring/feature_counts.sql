-- noqa: disable=LT02
{% set specs = segmentations() %}
{% set edges = range(1, 10) %}

-- What the fit that scores the build's day stored about its sample.
with reference as (
    select
        fits.segmentation,
        fits.fit_id,
        bins.feature,
        bins.bin_number,
        bins.upper_edge,
        moments.mean,
        nullif(moments.standard_deviation, 0) as deviation
    from {{ ref('scoring_fits') }} as fits
    left join {{ ref('feature_bins') }} as bins on fits.fit_id = bins.fit_id
    left join {{ ref('feature_moments') }} as moments
        on bins.fit_id = moments.fit_id
        and bins.feature = moments.feature
    where fits.as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
),

{#- Columns end in the numbers of the feature and of the bin. -#}
{% for spec in specs %}
wide_{{ loop.index }} as (
    select
        {%- for feature in spec.features %}
        {%- set number = loop.index %}
        {%- for bin in edges %}
        max(case when feature = '{{ feature }}' and bin_number = {{ bin }} then upper_edge end)
            as edge_{{ number }}_{{ bin }},
        {%- endfor %}
        max(case when feature = '{{ feature }}' then mean end) as mean_{{ number }},
        max(case when feature = '{{ feature }}' then deviation end) as deviation_{{ number }},
        {%- endfor %}
        max(fit_id) as fit_id
    from reference
    where segmentation = '{{ spec.name }}'
),

counted_{{ loop.index }} as (
    select
        max(wide.fit_id) as fit_id,
        count(*) as customer_count
        {%- for feature in spec.features %}
        {%- set number = loop.index %}
        {%- set value = 'cast(features.' ~ feature ~ ' as double)' %}
        {%- set counts = [] %}
        {%- for bin in edges %}
        {%- do counts.append(count_if(value ~ ' <= wide.edge_' ~ number ~ '_' ~ bin)) %}
        {%- endfor %},
        count({{ value }}) as known_{{ number }},
        -- A thousand standard deviations are the most that one customer counts.
        round({{ ratio(exact_total(
            'case when ' ~ value ~ ' is not null and wide.deviation_' ~ number ~ ' is not null then greatest(-1, least(1, ('
            ~ value ~ ' - wide.mean_' ~ number ~ ') / wide.deviation_' ~ number ~ ' / 1000)) end'
        ), 'count(' ~ value ~ ')') }} * 1000 / 4503599627370496, 9) as shift_{{ number }},
        {{ array_of(counts) }} as counts_{{ number }}
        {%- endfor %}
    from {{ with_features(ref('wide_features'), spec.absent_features) }} as features
    cross join wide_{{ loop.index }} as wide
    where features.as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
        and ({{ spec.population }})
        {%- for feature in spec.features %}
        and coalesce(abs(cast(features.{{ feature }} as double)) < 1e100, true)
        {%- endfor %}
){{ ',' if not loop.last }}
{% endfor %}
{%- for spec in specs %}
{%- set outer = loop %}
{%- for feature in spec.features %}
select
    '{{ spec.name }}' as segmentation,
    fit_id,
    '{{ feature }}' as feature,
    customer_count,
    known_{{ loop.index }} as known_count,
    shift_{{ loop.index }} as mean_shift,
    counts_{{ loop.index }} as counts_up_to
from counted_{{ outer.index }}
{{ 'union all' if not (loop.last and outer.last) }}
{%- endfor %}
{%- endfor %}
