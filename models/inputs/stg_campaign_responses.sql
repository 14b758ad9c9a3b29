{{ built_if_given(['campaign_responses'], 'view') }}

{{ kept_rows('campaign_responses', more=['happened_month']) }}
