{% macro refuse_large_totals() %}
{#- Runs before order_line_treatments. Stops the build in one sentence if the amounts of a customer add up to more than a total can
    hold; the engine's own message would come from some later model, and show the total. -#}
{%- if execute -%}
    {%- set lines = ref('stg_order_lines') -%}
    {%- set total = 'sum(cast(abs(amount) as decimal(38, 4))) >= 100000000000000' -%}
    {%- set is_large = run_query('select ' ~ total ~ ' from ' ~ lines).rows[0][0] -%}
    {%- if is_large and run_query('select 1 from ' ~ lines ~ ' group by customer_id having ' ~ total ~ ' limit 1').rows -%}
        {{ exceptions.raise_compiler_error(
            'order_lines: the amounts of one customer in ' ~ mapping_name(input_mapping('order_lines'))
            ~ ' add up to 100 trillion or more, which no total can hold; map amount to the column that holds amounts, or count in'
            ~ ' thousands: amount: {expression: "<your column> / 1000"}.'
        ) }}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
