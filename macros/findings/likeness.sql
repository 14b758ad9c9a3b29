{% macro likeness(id) %}
{#- An id without what people and programs add or take away: spaces, invisible characters, case, leading zeros, a fraction
    of zero and exponents. -#}
case
    when abs({{ try_double(id) }}) < 1000000000000000
        then cast(cast({{ try_double(id) }} as decimal(38, 6)) as {{ dbt.type_string() }})
    else lower({{ visible(id) }})
end
{%- endmacro %}
