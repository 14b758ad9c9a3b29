{{ built_if_given(['area_attributes'], 'view') }}

{{ kept_rows('area_attributes') }}
