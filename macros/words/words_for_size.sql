{% macro words_for_size(sizes) %}
{#- "957 of 2,469 customers (38.8%), with 65.8% of the net revenue of the last 365 days." The share of revenue is
    included only if the segment's revenue and the total are above zero. -#}
{%- set revenue = sizes ~ '.net_revenue_365d' -%}
concat(
    {{ readable_number(sizes ~ '.customer_count') | indent(4) }}, ' of ',
    {{ readable_number(sizes ~ '.customer_count_of_all') | indent(4) }}, ' customers (',
    {{ readable_share(ratio(sizes ~ '.customer_count', sizes ~ '.customer_count_of_all')) | indent(4) }}, '), ',
    case
        when {{ revenue }} > 0 and {{ revenue }}_of_all > 0
            then concat('with ', {{ readable_share(ratio(revenue, revenue ~ '_of_all')) | indent(12) }}, ' of the net revenue')
        when {{ revenue }} > 0
            then concat('with a net revenue of ', {{ readable_number(revenue) | indent(12) }})
        when {{ revenue }} < 0 then 'who returned more than they bought'
        else 'without net revenue'
    end,
    case when {{ revenue }} > 0 and {{ revenue }}_of_all > 0 then ' of' else ' in' end, ' the last 365 days. '
)
{%- endmacro %}
