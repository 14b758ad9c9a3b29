{{ check_input('area_attributes') }}
