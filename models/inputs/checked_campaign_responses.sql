{{ check_input('campaign_responses') }}
