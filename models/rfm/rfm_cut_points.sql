-- noqa: disable=LT02
{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

{% set settings = rfm_settings() %}
{% set shares = [] %}
{% for cut in range(1, settings.bins) %}
{% do shares.append(cut / settings.bins) %}
{% endfor %}

-- Month ends that are due, and the very first date, because no earlier cut-points exist for it.
with due as (
    select as_of_date
    from (
        select
            as_of_date,
            row_number() over (order by as_of_date) as date_number
        from {{ ref('observation_dates') }}
    ) as numbered
    where not coalesce((select as_of.is_look from {{ ref('as_of') }} as as_of), false)
        and (
            date_number = 1
            or (
                as_of_date = {{ dbt.last_day('as_of_date', 'month') }}
                and mod(extract(month from as_of_date), {{ settings.cut_points_every_months }}) = 0
            )
        )
        {%- if is_incremental() %}
        and as_of_date not in (
            select kept.as_of_date
            from {{ this }} as kept
            where kept.settings_digest = '{{ settings.digest }}'
        )
        {%- endif %}
),

cut_points as (
    select
        features.as_of_date,
        {%- for score, measure in settings.measures.items() %}
        {{ percentiles('cast(features.' ~ measure ~ ' as double)', shares) }} as {{ score }}_cut_points,
        {%- endfor %}
        count(*) as customer_count
    from {{ ref('wide_features') }} as features
    inner join due on features.as_of_date = due.as_of_date
    where features.{{ settings.measures.f if settings.cut_points_of == 'window' else 'order_count' }} >= 1
    group by features.as_of_date
)

{%- for score, measure in settings.measures.items() %}
{%- set outer = loop %}
{%- for cut in range(1, settings.bins) %}
select
    as_of_date,
    '{{ settings.digest }}' as settings_digest,
    '{{ score }}' as score,
    '{{ measure }}' as feature,
    cast({{ cut }} as bigint) as cut_number,
    {{ element(score ~ '_cut_points', cut) }} as cut_point,
    customer_count
from cut_points
{{ 'union all' if not (loop.last and outer.last) }}
{%- endfor %}
{%- endfor %}
