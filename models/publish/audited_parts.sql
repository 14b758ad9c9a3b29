-- depends_on: {{ ref('published_tables') }}
-- Only a build of everything, data tests included, tests everything.
{% set skips = (invocation_args_dict.get('exclude_resource_types') or []) | reject('equalto', 'unit_test') | list %}
{% for way in ['select', 'exclude', 'selector', 'resource_types', 'empty'] %}
{% if invocation_args_dict.get(way) %}{% do skips.append(way) %}{% endif %}
{% endfor %}
{% set is_complete = invocation_args_dict.get('which') == 'build' and not skips %}
{%- for kind, part in tested_parts().items() %}
select
    '{{ kind }}' as kind,
    {{ part.key }} as part,
    {{ part.wanted }} as fingerprint,
    '{{ tests_digest() }}' as tests_digest
from {{ part.listing }} as {{ kind }}
where {{ 'true' if is_complete else '1 = 0' }}
{{ 'union all' if not loop.last }}
{%- endfor %}
