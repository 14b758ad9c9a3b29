-- depends_on: {{ ref('event_months') }}
{{ check_events('product_usage') }}
