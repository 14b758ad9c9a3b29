{{ check_input('web_sessions') }}
