{{ built_if_given(['reviews'], 'view') }}

{{ kept_rows('reviews') }}
