{{ built_if_given(['email_events'], 'view') }}

{{ kept_rows('email_events', more=['happened_month']) }}
