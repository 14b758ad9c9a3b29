-- On every date: mean recency falls as the R score rises, mean frequency and money rise with theirs.
with means as (
    {%- for score, measure in [('r', 'recency_days'), ('f', 'order_count_in_window'), ('m', 'net_revenue_in_window')] %}
    select
        as_of_date,
        '{{ score }}' as score,
        {{ score }}_score as score_value,
        {{ '-' if score == 'r' }}cast(sum({{ measure }}) as double) / count(*) as goodness
    from {{ ref('customer_rfm') }}
    group by as_of_date, {{ score }}_score
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

steps as (
    select
        *,
        lag(goodness) over (partition by as_of_date, score order by score_value) as goodness_of_lower_score
    from means
)

select *
from steps
where goodness <= goodness_of_lower_score
