{{ check_input('campaign_contacts') }}
