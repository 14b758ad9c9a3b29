{% macro warn_of_orders() %}
{#- Warns, in a sentence, if there are too few orders for stable segments (fewer than 1,000 customers or less than six
    months), or if the last orders come after a long gap and so move the day that the build describes. The build goes
    on. -#}
{%- set warnings = {
    'customers_with_orders': ['< 1000',
        'orders of ', ' customers; below 1,000 customers segments move with every new order, so read them as provisional.'],
    'days_from_first_to_last_order': ['< 183',
        'orders span ', ' days; below six months (183 days) cycles, trends and seasons cannot be told, so read the segments as provisional.'],
    'days_without_orders_before_the_last_month': ['> 31',
        'the last month with orders follows ', ' days without any; if its dates are typing errors, correct them or set as_of_date, for the build stands on the last order date.'],
} -%}
{%- if execute -%}
    {%- set conditions = [] -%}
    {%- for finding, warning in warnings.items() -%}
        {%- do conditions.append("(finding = '" ~ finding ~ "' and row_count " ~ warning[0] ~ ")") -%}
    {%- endfor -%}
    {%- for row in run_query(
        "select finding, row_count from " ~ this ~ " where input = 'order_lines' and (" ~ conditions | join(' or ') ~ ") order by finding"
    ) -%}
        {%- do exceptions.warn('order_lines: ' ~ warnings[row[0]][1] ~ row[1] ~ warnings[row[0]][2]) -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
