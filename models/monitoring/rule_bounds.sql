-- noqa: disable=LT02
-- The branches from the root to each leaf, as bounds. A tree is at most four branches deep (centroid/fits/rules.py).
with nodes as (
    select nodes.*
    from {{ ref('segment_rule_nodes') }} as nodes
    inner join {{ ref('segmentation_fits') }} as fits on nodes.fit_id = fits.fit_id
    where fits.is_active
),

step_0 as (
    select
        fit_id,
        node_id as leaf_id,
        node_id,
        is_left
    from nodes
    where split_feature is null
),

{% for step in range(1, 5) -%}
step_{{ step }} as (
    select
        below.fit_id,
        below.leaf_id,
        nodes.parent_node_id as node_id,
        nodes.is_left
    from step_{{ step - 1 }} as below
    inner join nodes on below.fit_id = nodes.fit_id and below.node_id = nodes.node_id
    where nodes.parent_node_id is not null
),

{% endfor -%}
branches as (
    {%- for step in range(1, 5) %}
    select
        fit_id,
        leaf_id,
        node_id,
        is_left
    from step_{{ step }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    leaves.fit_id,
    leaves.segmentation,
    leaves.node_id as leaf_id,
    leaves.segment_id,
    parents.split_feature as feature,
    max(case when not branches.is_left then parents.threshold end) as above,
    min(case when branches.is_left then parents.threshold end) as up_to
from nodes as leaves
left join branches
    on leaves.fit_id = branches.fit_id
    and leaves.node_id = branches.leaf_id
left join nodes as parents
    on branches.fit_id = parents.fit_id
    and branches.node_id = parents.node_id
where leaves.split_feature is null
group by leaves.fit_id, leaves.segmentation, leaves.node_id, leaves.segment_id, parents.split_feature
