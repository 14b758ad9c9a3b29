-- Its unit test reads this seed on every shop, so it has to be there before.
-- depends_on: {{ ref('placeholder_ids') }}
{{ check_input('customers') }}
