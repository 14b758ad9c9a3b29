{% macro parts_to_build(listing, key, wanted, kept) %}
{#- The parts of an incremental table, months or dates, that it lacks or has from something else. A listing
    names them: a relation or a select in brackets with one row each. Its column
    `wanted` names all that a part is computed from and is kept with its rows as `kept`, so what stays is what a
    full refresh would compute. -#}
select
    wanted.{{ key }},
    wanted.{{ wanted }} as {{ kept }}
from {{ listing }} as wanted
{%- if is_incremental() %}
left join (select distinct {{ key }}, {{ kept }} from {{ this }}) as built
    on wanted.{{ key }} = built.{{ key }}
    and wanted.{{ wanted }} = built.{{ kept }}
where built.{{ key }} is null
{%- endif %}
{%- endmacro %}
