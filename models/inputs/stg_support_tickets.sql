{{ built_if_given(['support_tickets'], 'view') }}

{{ kept_rows('support_tickets') }}
