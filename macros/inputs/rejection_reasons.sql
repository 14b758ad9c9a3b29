{% macro rejection_reasons(input) %}
{#- All reasons for refusing a row of an input, in the order in which they are checked: a row has the first that
    applies. -#}
{%- set contract = input_contract()[input] -%}
{%- set is_anonymous = contract.get('may_be_anonymous', false) -%}
{%- set reasons = ['anonymous'] if is_anonymous else [] -%}
{%- for column in contract.required if not (is_anonymous and column == 'customer_id') -%}
    {%- do reasons.append('missing_' ~ column) -%}
{%- endfor -%}
{%- if 'customer_id' in contract.required and not is_anonymous -%}
    {%- do reasons.append('placeholder_customer_id') -%}
{%- endif -%}
{%- if 'event_time' in contract -%}
    {%- do reasons.extend(['default_' ~ contract.event_time, 'zoned_' ~ contract.event_time]) -%}
{%- endif -%}
{%- for column in contract.required -%}
    {%- do reasons.append('unreadable_' ~ column) -%}
{%- endfor -%}
{%- if 'event_time' in contract -%}
    {%- do reasons.append('future_' ~ contract.event_time) -%}
{%- endif -%}
{%- if input == 'order_lines' -%}
    {%- do reasons.append('negative_price') -%}
{%- endif -%}
{%- do reasons.append('exact_duplicate') -%}
{%- if 'key' in contract -%}
    {%- do reasons.append('duplicate_' ~ contract.key) -%}
{%- endif -%}
{{ return(reasons) }}
{% endmacro %}

{% macro rejection_conditions(input) %}
{#- The condition of each reason, as SQL over the rows of check_input; a reason that cannot apply has none, nor has
    that of the key. No seed can hold the text null: dbt loads it as a null. -#}
{%- set contract, mapping = input_contract()[input], input_mapping(input) -%}
{%- set conditions = {
    'placeholder_customer_id': "(placeholders.placeholder is not null or lower(" ~ trimmed('customer_id') ~ ") = 'null')",
    'negative_price': 'amount > 0 and quantity < 0',
    'exact_duplicate': 'copy_number > 1',
} -%}
{%- for column in contract.required if 'from' not in mapped_column(mapping, column) -%}
    {%- set is_null = column ~ ' is null' -%}
    {%- do conditions.update({
        'missing_' ~ column: is_null ~ ' and not ' ~ is_given(mapping, column),
        'unreadable_' ~ column: is_null,
    }) -%}
{%- endfor -%}
{%- if contract.get('may_be_anonymous', false) -%}
    {%- do conditions.update({'anonymous': conditions.missing_customer_id ~ ' or ' ~ conditions.placeholder_customer_id}) -%}
{%- endif -%}
{%- if 'event_time' in contract -%}
    {%- set time = contract.event_time -%}
    {%- set given = 'given_row.' ~ quoted_name(mapped_column(mapping, time).column) -%}
    {%- do conditions.update({
        'default_' ~ time: 'has_default_date',
        'future_' ~ time: 'cast(' ~ time ~ ' as date) > as_of.as_of_date',
    }) -%}
    {%- if not time_zone() -%}
        {%- set text = trimmed('cast(' ~ given ~ ' as ' ~ dbt.type_string() ~ ')') -%}
        {%- set clock = read_clock_text(group_of_match(text, zoned_text(), 1), mapped_column(mapping, time).get('format')) -%}
        {%- do conditions.update({
            'zoned_' ~ time: time ~ ' is null and (' ~ is_zoned(given) ~ ' or (' ~ clock ~ ') is not null)',
        }) -%}
    {%- endif -%}
{%- endif -%}
{%- if input == 'order_lines' and 'missing_order_id' in conditions -%}
    {#- A refund may come without its order: it counts on its day. -#}
    {%- for reason in ['missing_order_id', 'unreadable_order_id'] -%}
        {%- do conditions.update({reason: conditions[reason] ~ ' and coalesce(amount >= 0, true)'}) -%}
    {%- endfor -%}
{%- endif -%}
{%- if input == 'order_lines' and equal_lines_are_kept() -%}
    {%- do conditions.pop('exact_duplicate') -%}
{%- endif -%}
{{ return(conditions) }}
{% endmacro %}

{% macro equal_lines_are_kept() %}
{#- The var `equal_lines`: keep or refuse. -#}
{%- do check_choice('equal_lines', var('equal_lines'), ['keep', 'refuse']) -%}
{{ return(var('equal_lines') == 'keep') }}
{% endmacro %}
