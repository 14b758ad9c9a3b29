{{ check_events('web_sessions') }}
