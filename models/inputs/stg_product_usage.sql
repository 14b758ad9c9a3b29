{{ built_if_given(['product_usage'], 'view') }}

{{ kept_rows('product_usage', more=['happened_month']) }}
