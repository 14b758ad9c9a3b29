{{ built_if_given(['area_attributes'], 'table') }}
{{ check_input('area_attributes') }}
