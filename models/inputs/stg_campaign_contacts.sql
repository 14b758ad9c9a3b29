{{ built_if_given(['campaign_contacts'], 'view') }}

{{ kept_rows('campaign_contacts', more=['happened_month']) }}
