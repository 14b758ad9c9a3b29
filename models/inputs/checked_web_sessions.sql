-- depends_on: {{ ref('event_months') }}
{{ check_events('web_sessions') }}
