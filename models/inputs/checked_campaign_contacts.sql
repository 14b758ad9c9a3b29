-- depends_on: {{ ref('event_months') }}
{{ check_events('campaign_contacts') }}
