{% macro lifecycle_settings() %}
{#- The var `lifecycle`: days, and multiples of the customer's own purchase cycle. -#}
{%- set known = [
    'new_days', 'reactivated_days', 'minimum_orders_for_own_cycle', 'minimum_customers_for_shop_cycle',
    'default_cycle_days', 'at_risk_cycles', 'at_risk_minimum_days', 'dormant_cycles', 'dormant_minimum_days',
] -%}
{%- set settings = var('lifecycle') -%}
{%- do check_settings('lifecycle', settings, known) -%}
{%- for key in known -%}
    {%- if not is_positive(settings.get(key)) -%}
        {{ config_error('lifecycle.' ~ key, settings.get(key), 'is not a number above 0') }}
    {%- endif -%}
{%- endfor -%}
{%- if settings.dormant_cycles < settings.at_risk_cycles or settings.dormant_minimum_days < settings.at_risk_minimum_days -%}
    {{ config_error('lifecycle', settings, 'makes customers dormant before they are at risk; raise the dormant settings') }}
{%- endif -%}
{{ return(settings) }}
{% endmacro %}
