select
    as_of_date,
    segmentation,
    max(fit_id) as fit_id,
    sum(customer_count) as customer_count,
    {{ sum_if('segment_id is not null', 'customer_count') }} as assigned_count,
    {{ ratio(sum_if('segment_id is null', 'customer_count'), 'sum(customer_count)') }} as unassigned_share,
    {%- for kind in ['borderline', 'outlier', 'filled'] %}
    {{ ratio(
        sum_if('segment_id is not null', kind ~ '_count'), sum_if('segment_id is not null', 'customer_count')
    ) }} as {{ kind }}_share,
    {%- endfor %}
    {%- for kind in ['margin', 'separation'] %}
    {{ ratio('sum(' ~ kind ~ '_total)', sum_if('segment_id is not null', 'customer_count')) }} / 4503599627370496
        as mean_{{ kind }},
    {%- endfor %}
    sum(without_fit_count) = sum(customer_count) as has_no_fit
from {{ ref('assigned_counts') }}
group by as_of_date, segmentation
