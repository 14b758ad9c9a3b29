{{ built_if_given(['reviews'], 'table') }}
{{ check_input('reviews') }}
