{{ config(materialized='view') }}

{%- for group in category_groups() %}
select
    shares.customer_id,
    shares.as_of_date,
    {%- if group.title %}
    '{{ group.group }}' as category_group,
    {%- else %}
    largest.category as category_group,
    {%- endif %}
    '{{ group.feature }}' as feature,
    shares.{{ group.feature }} as revenue_share_365d
from {{ ref('wide_features') }} as shares
{%- if not group.title %}
inner join {{ ref('largest_categories') }} as largest on largest.category_group = '{{ group.group }}'
{%- endif %}
where shares.{{ group.feature }} is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
