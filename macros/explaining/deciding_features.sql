{% macro deciding_features(spec) -%}
{#- Columns of the three features with the largest contributions, from `ranked`. -#}
{%- for rank in [1, 2, 3] -%}
{{ by_number(element('ranked', rank) ~ '.id', quoted_features(spec)) }} as deciding_feature_{{ rank }},
    {{ element('ranked', rank) }}.contribution as contribution_{{ rank }}{{ ',\n    ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}

{% macro ranked_features(numbers) -%}
{#- The CTE `ranked`, which follows `explained`: the features in the order of their contributions. -#}
ranked as (
    select
        *,
        {{ sorted_array(array_of(ranked_contributions(numbers))) }} as ranked
    from (
        select
            *,
            {% for number in numbers %}abs(contribution_{{ number }}){{ ' + ' if not loop.last }}{% endfor %} as total
        from explained
    ) as totals
)
{%- endmacro %}

{% macro ranked_contributions(numbers) %}
{#- Each feature's share of all contributions, with its sign. Larger shares sort first. -#}
{%- set rows = [] -%}
{%- for number in numbers -%}
    {%- do rows.append(row_of({
        'size': '-abs(contribution_' ~ number ~ ')',
        'id': number,
        'contribution': 'contribution_' ~ number ~ ' / nullif(total, 0)',
    })) -%}
{%- endfor -%}
{{ return(rows) }}
{% endmacro %}

{% macro by_number(number, values) -%}
case {{ number }}
    {%- for value in values %}
        when {{ loop.index }} then {{ value }}
    {%- endfor %}
    end
{%- endmacro %}

{% macro quoted_features(spec) %}
{%- set names = [] -%}
{%- for feature in spec.features -%}{%- do names.append("'" ~ feature ~ "'") -%}{%- endfor -%}
{{ return(names) }}
{% endmacro %}
