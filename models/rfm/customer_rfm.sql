-- noqa: disable=LT02
{{ config(materialized='by_part', parts='rfm_dates', key='as_of_date', digest='digest') }}
-- depends_on: {{ ref('rfm_dates') }}

{% set settings = rfm_settings() %}
{% set measures = {'r': 'recency_days', 'f': 'order_count_in_window', 'm': 'net_revenue_in_window'} %}
{% set cuts = range(1, settings.bins) %}

with cut_points as (
    select
        {%- for score in settings.measures %}
        {%- for cut in cuts %}
        max(case when score = '{{ score }}' and cut_number = {{ cut }} then cut_point end) as {{ score }}_cut_{{ cut }},
        {%- endfor %}
        {%- endfor %}
        max(as_of_date) as cut_points_as_of_date
    from {{ ref('rfm_cut_points') }}
    where settings_digest = '{{ settings.digest }}'
        and as_of_date = (
            select dates.cut_points_as_of_date
            from {{ ref('rfm_dates') }} as dates
            where dates.as_of_date = {{ part_date() }}
        )
),

buyers as (
    select
        customer_id,
        as_of_date,
        recency_days,
        {{ settings.measures.f }} as order_count_in_window,
        {{ settings.measures.m }} as net_revenue_in_window,
        case
            when lifecycle_stage in ('active', 'reactivated') then 'staying' else lifecycle_stage
        end as lifecycle
    from {{ ref('wide_features') }}
    where order_count >= 1
        and as_of_date = {{ part_date() }}
),

scored as (
    select
        buyers.customer_id,
        buyers.as_of_date,
        buyers.recency_days,
        buyers.order_count_in_window,
        buyers.net_revenue_in_window,
        buyers.lifecycle,
        -- A score counts the cut-points that the value passes, so customers with equal values have equal scores. For
        -- recency the count is reversed.
        {%- for score, measure in measures.items() %}
        {{ settings.bins if score == 'r' else 1 }}
        {%- for cut in cuts %}
            {{ '-' if score == 'r' else '+' }}
            case when buyers.{{ measure }} > cut_points.{{ score }}_cut_{{ cut }} then 1 else 0 end
        {%- endfor %} as {{ score }}_score,
        {%- endfor %}
        cut_points.cut_points_as_of_date
    from buyers
    cross join cut_points
),

-- The class is looked up per stage and combination of scores, of which there are far fewer than customers.
scores as (
    {%- for score in range(1, settings.bins + 1) %}
    select cast({{ score }} as bigint) as score
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

combinations as (
    select
        r.score as r_score,
        f.score as f_score,
        m.score as m_score,
        classes.lifecycle,
        classes.rfm_class
    from scores as r
    cross join scores as f
    cross join scores as m
    inner join {{ ref('rfm_classes') }} as classes
        on r.score between classes.r_min and classes.r_max
        and f.score between classes.f_min and classes.f_max
        and m.score between classes.m_min and classes.m_max
)

select
    scored.customer_id,
    scored.as_of_date,
    scored.recency_days,
    scored.order_count_in_window,
    scored.net_revenue_in_window,
    cast(scored.r_score as bigint) as r_score,
    cast(scored.f_score as bigint) as f_score,
    cast(scored.m_score as bigint) as m_score,
    combinations.rfm_class,
    scored.cut_points_as_of_date
from scored
left join combinations
    on scored.lifecycle = combinations.lifecycle
    and scored.r_score = combinations.r_score
    and scored.f_score = combinations.f_score
    and scored.m_score = combinations.m_score
