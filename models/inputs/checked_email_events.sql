{{ check_input('email_events') }}
