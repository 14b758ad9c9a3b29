-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

with gone_ranked as (
    select
        before.category,
        before.revenue_share,
        row_number() over (order by before.revenue_share desc, before.category asc) as rank_by_share
    from {{ ref('category_mix_before') }} as before
    left join {{ ref('category_mix') }} as now on before.category = now.category
    where now.category is null
        and before.revenue_share >= 0.01
        and before.as_of_date <= (select day.as_of_date from {{ ref('monitoring_day') }} as day)
),

new_ranked as (
    select
        now.category,
        now.revenue_share,
        row_number() over (order by now.revenue_share desc, now.category asc) as rank_by_share
    from {{ ref('category_mix') }} as now
    left join {{ ref('category_mix_before') }} as before on now.category = before.category
    where before.category is null
        and now.revenue_share >= 0.01
),

{% for kind in ['gone', 'new'] -%}
{{ kind }} as (
    select
        count(*) as category_count,
        coalesce({{ ordered_sum('revenue_share', ['rank_by_share']) }}, 0) as revenue_share,
        {{ dbt.listagg('case when rank_by_share <= 3 then category end', "', '", 'order by rank_by_share') }} as names
    from {{ kind }}_ranked
),

{% endfor -%}
judged as (
    select
        gone.category_count,
        gone.revenue_share,
        gone.names,
        new.revenue_share as new_share,
        new.names as new_names
    from gone
    cross join new
)

-- What is as large as what is gone is likely the same under another name.
select
    'categories' as measure,
    cast(null as date) as observed_on,
    revenue_share as value,
    cast(0 as double) as usual_value,
    case
        when category_count = 0 then 'ok'
        when new_share >= revenue_share / 2 then 'act'
        else 'watch'
    end as status,
    case
        when category_count = 0 then 'The large categories are those of the build before.'
        else concat(
            'Categories of the build before that nobody buys any more: ', names, ' (',
            {{ readable_share('revenue_share') | indent(12) }}, ' of the revenue). New ones: ',
            coalesce(new_names, 'none'), ' (', {{ readable_share('new_share') | indent(12) }}, ').'
        )
    end as happened,
    'Check whether categories were renamed, and rename them in seeds/category_groups.csv too.' as remedy
from judged
