-- noqa: disable=LT02
{{ config(materialized='by_part', parts='rfm_dates', key='as_of_date', digest='digest') }}

with cut_points as (
    {{ pivoted_cut_points('as_of_date = (select dates.cut_points_as_of_date from ' ~ ref('rfm_dates')
        ~ ' as dates where dates.as_of_date = ' ~ part_date() ~ ')') | indent(4) }}
),

buyers as (
    select
        {{ buyer_columns('cut_points.cut_points_as_of_date') }}
    from {{ ref('wide_features') }} as features
    cross join cut_points
    where features.order_count >= 1
        and features.as_of_date = {{ part_date() }}
),

{{ classified_buyers() }}

select *
from classified_buyers
