{% macro promote(fit) %}
{#- dbt run-operation promote --args '{fit: value-20170930-2cddf83e}'
    Puts a fit in effect from the day of the last build on, until another is made or promoted: a challenger that was
    rejected, or the fit before, which rolls the last one back. Appends to the registry; `dbt build` publishes it. -#}
{%- if execute -%}
    {%- set spec = checked_fit(fit) -%}
    {%- set query -%}
    select
        fits.is_active,
        specs.segmentation is not null as is_declared,
        as_of.is_look,
        as_of.as_of_date,
        (
            select coalesce(max(made.attempt), 0)
            from {{ built_before('fit_status') }} as made
            where made.segmentation = fits.segmentation
                and made.as_of_date = as_of.as_of_date
        ) as attempt,
        (select coalesce(max(item), 0) + 1 from {{ ref('fit_registry') }} where record = 'status') as promotion_number
    from {{ ref('segmentation_fits') }} as fits
    cross join {{ built_before('as_of') }} as as_of
    left join {{ built_before('segmentation_specs') }} as specs
        on fits.segmentation = specs.segmentation
        and fits.spec_hash = specs.spec_hash
    where fits.fit_id = '{{ fit }}'
    {%- endset -%}
    {%- set found = run_query(query).rows[0] -%}
    {#- What was promoted since the last build is in effect, though no table says so yet. -#}
    {%- set query -%}
    select
        fit_id,
        max(case when measure = 'promoted_on' then text end) as promoted_on,
        max(case when measure = 'after_attempt' then value end) as after_attempt
    from {{ ref('fit_registry') }}
    where record = 'status'
        and segmentation = '{{ spec.name }}'
    group by fit_id, item
    order by item desc
    limit 1
    {%- endset -%}
    {%- set in_effect = namespace(fit=fit if found[0] else none) -%}
    {%- for row in run_query(query).rows if row[1] == found[3] | string and row[2] == found[4] -%}
        {%- set in_effect.fit = row[0] -%}
    {%- endfor -%}
    {%- if found[2] -%}
        {{ config_error('fit', fit, 'cannot take effect on ' ~ found[3] ~ ', which is a look at an earlier day; build the latest day first', kind='argument') }}
    {%- elif not found[1] -%}
        {{ config_error('fit', fit, 'is a fit of another specification of ' ~ spec.name ~ '; declare that one again and build, then promote it', kind='argument') }}
    {%- elif fit == in_effect.fit -%}
        {{ config_error('fit', fit, 'scores ' ~ spec.name ~ ' already; fits.segmentation_fits lists the others', kind='argument') }}
    {%- endif -%}
    {%- set measures -%}
    select 'promoted_on' as measure, cast(null as double) as value, '{{ found[3] }}' as text
    union all
    select 'after_attempt', {{ found[4] }}, null
    {%- endset -%}
    {%- set rows -%}
    insert into {{ ref('fit_registry') }}
    select
        '{{ fit }}' as fit_id,
        '{{ spec.name }}' as segmentation,
        'status' as record,
        cast(null as bigint) as segment_count,
        cast(null as bigint) as segment_id,
        cast({{ found[5] }} as bigint) as item,
        cast(null as bigint) as component,
        cast(null as {{ dbt.type_string() }}) as feature,
        measures.measure,
        cast(measures.value as double) as value,
        measures.text
    from ({{ measures }}) as measures
    {%- endset -%}
    {%- do run_query(rows) -%}
    {%- do keep_what_was_done() -%}
    {{ print(fit ~ ' scores ' ~ spec.name ~ ' from ' ~ found[3] ~ ' on; dbt build publishes it.') }}
{%- endif -%}
{% endmacro %}
