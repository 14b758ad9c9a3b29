{% macro category_groups() %}
{#- The groups of categories whose shares are features, as a list of mappings: the groups of the var `category_groups`
    or, if it is null, the shop's largest categories by number. A mapping has the group's name in the table of groups,
    its feature, and its words for the catalogue. In these {category} stands for a category that is only known in the
    data. -#}
{%- set given = var('category_groups') -%}
{%- set groups, names = [], [] -%}
{%- if given is none -%}
    {%- for number in range(1, number_of_largest_categories() + 1) -%}
        {%- do groups.append({
            'group': number | string,
            'feature': 'category_' ~ number ~ '_share_365d',
            'described': '{category}',
            'title': none,
            'transform': 'none',
            'words': {'high': 'much {category}', 'low': 'little {category}'},
        }) -%}
    {%- endfor -%}
    {{ return(groups) }}
{%- endif -%}
{%- if not is_list(given) -%}
    {{ config_error('category_groups', given, 'is not a list of groups; null compares the largest categories') }}
{%- endif -%}
{%- if not given -%}
    {{ config_error('category_groups', given, 'is empty; name at least one group, or null compares the largest categories') }}
{%- endif -%}
{%- for entry in given -%}
    {%- set group = entry if entry is mapping else {'name': entry} -%}
    {%- set name = group.get('name') -%}
    {%- if not is_name(name) -%}
        {{ config_error('category_groups', name, 'is not a name; use lower-case letters, digits and _') }}
    {%- endif -%}
    {%- if name in names -%}
        {{ config_error('category_groups', name, 'is named twice; rename one') }}
    {%- endif -%}
    {%- for option in group if option not in ['name', 'transform', 'high', 'low'] -%}
        {{ config_error('category_groups.' ~ name, option, 'is not an option; the options are name, transform, high, low') }}
    {%- endfor -%}
    {%- for option in ['high', 'low'] if option in group and not is_line(group[option]) -%}
        {{ config_error('category_groups.' ~ name ~ '.' ~ option, group[option], 'is not a text on one line') }}
    {%- endfor -%}
    {%- do check_choice('category_groups.' ~ name ~ '.transform', group.get('transform', 'none'), ['none', 'log1p']) -%}
    {%- set words = name | replace('_', ' ') -%}
    {%- do names.append(name) -%}
    {%- do groups.append({
        'group': name,
        'feature': name ~ '_share_365d',
        'described': 'the group ' ~ name,
        'title': words | title,
        'transform': group.get('transform', 'none'),
        'words': {'high': group.get('high', 'much ' ~ words), 'low': group.get('low', 'little ' ~ words)},
    }) -%}
{%- endfor -%}
{{ return(groups) }}
{% endmacro %}

{% macro number_of_largest_categories() %}{{ return(8) }}{% endmacro %}
