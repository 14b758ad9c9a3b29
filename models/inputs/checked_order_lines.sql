{{ check_input('order_lines') }}
