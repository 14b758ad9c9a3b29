{{ check_events('product_usage') }}
