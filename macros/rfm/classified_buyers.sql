{% macro classified_buyers() -%}
{#- CTEs that follow `buyers` and `cut_points`: `classified_buyers` has the three scores and the class of every buyer under
    the cut-points of the buyer's cut_points_as_of_date. -#}
{%- set settings = rfm_settings() -%}
{%- set measures = {'r': 'recency_days', 'f': 'order_count_in_window', 'm': 'net_revenue_in_window'} -%}
{%- set cuts = range(1, settings.bins) -%}
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
        buyers.cut_points_as_of_date
    from buyers
    inner join cut_points on buyers.cut_points_as_of_date = cut_points.cut_points_as_of_date
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
),

classified_buyers as (
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
)
{%- endmacro %}

{% macro pivoted_cut_points(condition) -%}
{#- One row per day of cut-points that a condition selects: the cut-points of the three scores as columns. -#}
{%- set settings = rfm_settings() -%}
select
    {%- for score in settings.measures %}
    {%- for cut in range(1, settings.bins) %}
    max(case when score = '{{ score }}' and cut_number = {{ cut }} then cut_point end) as {{ score }}_cut_{{ cut }},
    {%- endfor %}
    {%- endfor %}
    as_of_date as cut_points_as_of_date
from {{ ref('rfm_cut_points') }}
where settings_digest = '{{ settings.digest }}'
    and {{ condition }}
group by as_of_date
{%- endmacro %}

{% macro buyer_columns(cut_points_as_of_date) -%}
{#- Columns of `buyers`, from wide_features with the alias features. -#}
{%- set settings = rfm_settings() -%}
features.customer_id,
        features.as_of_date,
        features.recency_days,
        features.{{ settings.measures.f }} as order_count_in_window,
        features.{{ settings.measures.m }} as net_revenue_in_window,
        case
            when features.lifecycle_stage in ('active', 'reactivated') then 'staying' else features.lifecycle_stage
        end as lifecycle,
        {{ cut_points_as_of_date }} as cut_points_as_of_date
{%- endmacro %}
