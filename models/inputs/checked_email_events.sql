-- depends_on: {{ ref('event_months') }}
{{ check_events('email_events') }}
