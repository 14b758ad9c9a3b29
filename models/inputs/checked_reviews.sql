{{ check_input('reviews') }}
