{% macro dates_to_build() %}
{#- The observation dates whose features this table lacks, or has from other inputs, settings or code.
    built_from names all three, so what is kept is what a full refresh would compute. -#}
select
    as_of_date,
    input_fingerprint as built_from
from {{ ref('observation_dates') }} as observed
{%- if is_incremental() %}
where not exists (
    select 1
    from {{ this }} as built
    where built.as_of_date = observed.as_of_date
        and built.built_from = observed.input_fingerprint
)
{%- endif %}
{% endmacro %}
