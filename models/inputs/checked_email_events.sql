{{ check_events('email_events') }}
