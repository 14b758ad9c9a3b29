{{ config(materialized='ephemeral') }}

with given_words as (
    {%- set columns = input_mapping('order_lines')['columns'] %}
    {%- if 'status' in columns %}
    select
        'order_lines' as input,
        'unknown_statuses' as kind,
        lower(trim(lines.status)) as word,
        max(statuses.status) is not null or lower(trim(lines.status)) is null as is_known,
        count(*) as row_count,
        sum(lines.amount) as revenue
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
    group by lower(trim(lines.status))
    union all
    {%- endif %}
    {%- if 'line_kind' in columns %}
    select
        'order_lines' as input,
        'unknown_line_kinds' as kind,
        lower(trim(lines.line_kind)) as word,
        max(kinds.word) is not null or lower(trim(lines.line_kind)) is null as is_known,
        count(*) as row_count,
        sum(lines.amount) as revenue
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('line_kinds') }} as kinds on lower(trim(lines.line_kind)) = kinds.word
    group by lower(trim(lines.line_kind))
    union all
    {%- endif %}
    {%- if var('category_groups') is not none %}
    select
        'products' as input,
        'categories_in_no_group' as kind,
        products.category as word,
        max(groups.category) is not null or products.category is null as is_known,
        count(*) as row_count,
        cast(null as decimal(38, 4)) as revenue
    from {{ ref('stg_products') }} as products
    left join {{ ref('category_groups') }} as groups on products.category = groups.category
    group by products.category
    union all
    {%- endif %}
    select
        'products' as input,
        'unknown_brand_types' as kind,
        lower(trim(products.brand_type)) as word,
        max(brand_types.brand_type) is not null or lower(trim(products.brand_type)) is null as is_known,
        count(*) as row_count,
        cast(null as decimal(38, 4)) as revenue
    from {{ ref('stg_products') }} as products
    left join {{ ref('brand_types') }} as brand_types on lower(trim(products.brand_type)) = brand_types.brand_type
    group by lower(trim(products.brand_type))
),

ranked as (
    select
        *,
        row_number() over (partition by kind, is_known order by row_count desc, word asc) as word_number
    from given_words
),

-- A column of many unknown words may hold something else, which must not be printed.
totals as (
    select
        input,
        kind,
        {{ sum_if('not is_known', 'row_count') }} as row_count,
        sum(row_count) as base_count,
        sum(case when not is_known then revenue end) as revenue,
        {{ count_if('not is_known') }} as word_count
    from ranked
    group by input, kind
),

listed as (
    select
        kind,
        {{ dbt.listagg('word', "', '", 'order by word_number') }} as words
    from ranked
    where not is_known and word_number <= 5
    group by kind
)

select
    totals.input,
    totals.kind,
    totals.row_count,
    totals.base_count,
    totals.revenue,
    case
        when totals.word_count > 30 then concat(cast(totals.word_count as {{ dbt.type_string() }}), ' different words')
        when totals.word_count > 5
            then concat(listed.words, ' and ', cast(totals.word_count - 5 as {{ dbt.type_string() }}), ' more')
        else listed.words
    end as details
from totals
left join listed on totals.kind = listed.kind
union all
select
    'products' as input,
    'categories_spelled_in_two_ways' as kind,
    count(*) as row_count,
    cast(null as bigint) as base_count,
    cast(null as decimal(38, 4)) as revenue,
    cast(null as {{ dbt.type_string() }}) as details
from (
    select lower(trim(category)) as spelling
    from {{ ref('stg_products') }}
    where category is not null
    group by lower(trim(category))
    having count(distinct category) > 1
) as spellings
