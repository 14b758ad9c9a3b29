{{ check_input('support_tickets') }}
