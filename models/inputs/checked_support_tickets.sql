{{ built_if_given(['support_tickets'], 'table') }}
{{ check_input('support_tickets') }}
