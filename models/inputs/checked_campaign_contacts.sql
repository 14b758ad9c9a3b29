{{ check_events('campaign_contacts') }}
