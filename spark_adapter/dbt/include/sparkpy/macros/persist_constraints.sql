{% macro sparkpy__persist_constraints(relation, model) %}
{#- Plain Parquet has no constraints: what a contract promises is looked up in the rows instead. -#}
{%- if not config.get('contract').enforced -%}
    {{ return('') }}
{%- elif config.get('file_format', 'parquet') == 'delta' -%}
    {{ return(spark__persist_constraints(relation, model)) }}
{%- endif -%}
{%- set promises = {} -%}
{%- set keys = [] -%}
{%- for constraint in model.constraints -%}
    {%- if constraint.type == 'primary_key' -%}
        {%- do keys.append(constraint.columns) -%}
    {%- elif constraint.type == 'check' -%}
        {%- do promises.update({constraint.expression: 'not (' ~ constraint.expression ~ ')'}) -%}
    {%- endif -%}
{%- endfor -%}
{%- for column in model.columns.values() -%}
    {%- for constraint in column.constraints -%}
        {%- if constraint.type in ['not_null', 'primary_key'] -%}
            {%- do promises.update({column.name ~ ' is not null': column.name ~ ' is null'}) -%}
        {%- endif -%}
        {%- if constraint.type in ['unique', 'primary_key'] -%}
            {%- do keys.append([column.name]) -%}
        {%- elif constraint.type == 'check' -%}
            {%- do promises.update({constraint.expression: 'not (' ~ constraint.expression ~ ')'}) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
{%- for key in keys -%}
    {%- for column in key -%}
        {%- do promises.update({column ~ ' is not null': column ~ ' is null'}) -%}
    {%- endfor -%}
{%- endfor -%}
{%- if not promises and not keys -%}{{ return('') }}{%- endif -%}
{%- set query -%}
select
    {%- for broken in promises.values() %}
    count(case when {{ broken }} then 1 end),
    {%- endfor %}
    {%- for key in keys %}
    count(*) - count(distinct {{ key | join(', ') }}),
    {%- endfor %}
    count(*)
from {{ relation }}
{%- endset -%}
{%- set counts = run_query(query).rows[0] -%}
{%- for promise in promises -%}
    {%- if counts[loop.index0] > 0 -%}
        {{ exceptions.raise_compiler_error('contract of ' ~ relation ~ ': ' ~ counts[loop.index0] ~ ' rows break ' ~ promise ~ '.') }}
    {%- endif -%}
{%- endfor -%}
{%- for key in keys -%}
    {%- set repeated = counts[promises | length + loop.index0] -%}
    {%- if repeated > 0 -%}
        {{ exceptions.raise_compiler_error('contract of ' ~ relation ~ ': ' ~ repeated ~ ' rows repeat ' ~ key | join(', ') ~ '.') }}
    {%- endif -%}
{%- endfor -%}
{% endmacro %}
