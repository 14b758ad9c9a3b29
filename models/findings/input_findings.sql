with found as (
    {%- for about in ['rows', 'columns', 'months', 'orders', 'customers', 'words'] %}
    select *
    from {{ ref('findings_of_' ~ about) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

shop as (
    select count(distinct customer_id) as customer_count
    from {{ ref('checked_order_lines') }}
),

judged as (
    select
        found.*,
        {{ ratio('found.row_count', 'found.base_count') }} as share,
        kinds.rule,
        kinds.sentence,
        kinds.remedy,
        concat(found.kind, case when found.subject = '' then '' else concat('_', found.subject) end) as finding,
        shop.customer_count >= 200 as is_large_shop,
        kinds.limit_value
    from found
    inner join {{ ref('finding_kinds') }} as kinds on found.kind = kinds.kind
    cross join shop
),

{% set settings = finding_settings() %}
with_status as (
    select
        *,
        case
            when rule = 'never' or row_count = 0 and rule <> 'below' then 'ok'
            when rule = 'below' then case when row_count < limit_value then 'watch' else 'ok' end
            when rule = 'above' then case when row_count > limit_value then 'watch' else 'ok' end
            when rule = 'every' then 'act'
            when rule = 'confirm' then case when share * 100 > limit_value then 'act' else 'watch' end
            when rule = 'nearly_all'
                then case when share >= 0.95 then 'act' when share >= 0.5 then 'watch' else 'ok' end
            when share >= {{ settings.act_share }} then 'act'
            when rule = 'any' or share >= {{ settings.watch_share }} then 'watch'
            else 'ok'
        end as status
    from judged
)

select
    input,
    finding,
    cast(row_count as bigint) as row_count,
    cast(customer_count as bigint) as customer_count,
    cast(revenue as decimal(38, 4)) as revenue,
    share,
    status,
    {%- set says = namespace(text='sentence') %}
    {%- for name, value in {
        'subject': 'subject',
        'rows': readable_number('row_count'),
        'share': readable_share('coalesce(share, 0)'),
        'revenue': readable_number('revenue'),
        'details': "coalesce(details, 'none')",
    }.items() %}
    {%- set says.text = 'replace(' ~ says.text ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", ''))" %}
    {%- endfor %}
    {{ says.text }} as sentence,
    replace(
        replace(remedy, '{subject}', subject),
        '{column}',
        {{ text_literal(sources_of(input_mapping('order_lines'), 'customer_id') | join) }}
    ) as remedy,
    coalesce(
        status = 'act' and (
            rule = 'confirm'
            or (rule in ('nearly_all', 'every') and is_large_shop)
            or (rule = 'share' and share * 100 >= limit_value and input = 'order_lines' and is_large_shop)
            {%- for name in settings.fail %}
            or finding = '{{ name }}'
            {%- endfor %}
        )
        {%- for name in settings.let_pass %}
        and finding <> '{{ name }}'
        {%- endfor %},
        false
    ) as fails_build
from with_status
