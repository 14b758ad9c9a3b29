{{ built_if_given(['web_sessions'], 'view') }}

{{ kept_rows('web_sessions', more=['happened_month']) }}
