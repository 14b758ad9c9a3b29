-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

with gone as (
    select
        count(*) as category_count,
        sum(before.revenue_share) as revenue_share,
        {{ dbt.listagg('before.category', "', '", 'order by before.revenue_share desc, before.category', 3) }} as names
    from {{ ref('category_mix_before') }} as before
    left join {{ ref('category_mix') }} as now on before.category = now.category
    where now.category is null
        and before.revenue_share >= 0.01
        and before.as_of_date <= (select day.as_of_date from {{ ref('monitoring_day') }} as day)
),

new as (
    select
        count(*) as category_count,
        coalesce(sum(now.revenue_share), 0) as revenue_share,
        {{ dbt.listagg('now.category', "', '", 'order by now.revenue_share desc, now.category', 3) }} as names
    from {{ ref('category_mix') }} as now
    left join {{ ref('category_mix_before') }} as before on now.category = before.category
    where before.category is null
        and now.revenue_share >= 0.01
)

-- What is as large as what is gone is likely the same under another name.
select
    'categories' as measure,
    cast(null as date) as observed_on,
    coalesce(gone.revenue_share, 0) as value,
    cast(0 as double) as usual_value,
    case
        when gone.category_count = 0 then 'ok'
        when new.revenue_share >= gone.revenue_share / 2 then 'act'
        else 'watch'
    end as status,
    case
        when gone.category_count = 0 then 'The large categories are those of the build before.'
        else concat(
            'Categories of the build before that nobody buys any more: ', gone.names, ' (',
            {{ readable_share('gone.revenue_share') | indent(12) }}, ' of the revenue). New ones: ',
            coalesce(new.names, 'none'), ' (', {{ readable_share('new.revenue_share') | indent(12) }}, ').'
        )
    end as happened,
    'Check whether categories were renamed, and rename them in seeds/category_groups.csv too.' as remedy
from gone
cross join new
