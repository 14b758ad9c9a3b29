{% macro warn_if_small() %}
{#- Says in words when the orders are too few to segment on: 1,000 customers and six months are what
    stable segments need. The build goes on. -#}
{%- if execute -%}
    {%- set small = run_query(
        "select finding, row_count from " ~ this ~ " where input = 'order_lines' and ("
        ~ "(finding = 'customers_with_orders' and row_count < 1000) or (finding = 'days_from_first_to_last_order' and row_count < 183))"
    ) -%}
    {%- for row in small -%}
        {%- if row[0] == 'customers_with_orders' -%}
            {%- do exceptions.warn('order_lines: orders of ' ~ row[1] ~ ' customers; below 1,000 customers segments move with every new order, so read them as provisional.') -%}
        {%- else -%}
            {%- do exceptions.warn('order_lines: orders span ' ~ row[1] ~ ' days; below six months (183 days) cycles, trends and seasons cannot be told, so read the segments as provisional.') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
