{{ check_events('campaign_responses') }}
