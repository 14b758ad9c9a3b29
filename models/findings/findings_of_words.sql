{{ config(materialized='ephemeral') }}

{#- Columns whose words a seed knows: kind of finding, input, column, the relation that knows them, and its column. -#}
{%- set vocabularies = [['unknown_brand_types', 'products', 'brand_type', ref('brand_types'), 'brand_type']] %}
{%- if var('category_groups') is not none %}
{%- do vocabularies.append(['categories_in_no_group', 'products', 'category', ref('category_groups'), 'category']) %}
{%- endif %}
{%- for kind, input, column, relation, word_column in [
    ['unknown_statuses', 'order_lines', 'status', ref('order_line_statuses'), 'status'],
    ['unknown_line_kinds', 'order_lines', 'line_kind', ref('line_kinds'), 'word'],
    ['unknown_channels', 'order_lines', 'channel', words_of('order_channel'), 'word'],
    ['unknown_devices', 'order_lines', 'device', words_of('device'), 'word'],
    ['unknown_devices', 'web_sessions', 'device', words_of('device'), 'word'],
    ['unknown_traffic_sources', 'web_sessions', 'traffic_source', words_of('traffic_source'), 'word'],
    ['unknown_email_events', 'email_events', 'event_type', words_of('email_event'), 'word'],
    ['unknown_contact_channels', 'campaign_contacts', 'channel', words_of('contact_channel'), 'word'],
] if column in (input_mapping(input) or {}).get('columns', {}) %}
{%- do vocabularies.append([kind, input, column, relation, word_column]) %}
{%- endfor %}

with given_words as (
    {%- for kind, input, column, relation, word_column in vocabularies %}
    {#- Categories are compared as they are spelled. #}
    {%- set word = 'given.' ~ column if column == 'category' else 'lower(trim(given.' ~ column ~ '))' %}
    select
        '{{ input }}' as input,
        '{{ kind }}' as kind,
        {{ word }} as word,
        max(known.{{ word_column }}) is not null or {{ word }} is null as is_known,
        count(*) as row_count,
        {{ 'sum(given.amount)' if input == 'order_lines' else 'cast(null as decimal(38, 4))' }} as revenue
    from {{ ref('stg_' ~ input) }} as given
    left join {{ relation }} as known on {{ word }} = known.{{ word_column }}
    group by {{ word }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

ranked as (
    select
        *,
        row_number() over (partition by input, kind, is_known order by row_count desc, word asc) as word_number
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
        input,
        kind,
        {{ dbt.listagg('word', "', '", 'order by word_number') }} as words
    from ranked
    where not is_known and word_number <= 5
    group by input, kind
)

select
    totals.input,
    totals.kind,
    '' as subject,
    totals.row_count,
    cast(null as bigint) as customer_count,
    totals.revenue,
    totals.base_count,
    case
        when totals.word_count > 30 then concat(cast(totals.word_count as {{ dbt.type_string() }}), ' different words')
        when totals.word_count > 5
            then concat(listed.words, ' and ', cast(totals.word_count - 5 as {{ dbt.type_string() }}), ' more')
        else listed.words
    end as details
from totals
left join listed on totals.input = listed.input and totals.kind = listed.kind
union all
select {{ finding('categories_spelled_in_two_ways', 'count(*)', input='products') }}
from (
    select lower(trim(category)) as spelling
    from {{ ref('stg_products') }}
    where category is not null
    group by lower(trim(category))
    having count(distinct category) > 1
) as spellings
