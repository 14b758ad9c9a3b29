-- Cuts a hierarchical segmentation into four segments: the tree of the active fit is cut below its three highest
-- merges. Change the name of the segmentation and the number to your own.
with recursive tree as (
    select nodes.*
    from {{ ref('segment_tree') }} as nodes
    inner join {{ ref('segmentation_fits') }} as fits on nodes.fit_id = fits.fit_id
    where fits.is_active and fits.segmentation = 'rhythm'
),

merge_ranks as (
    select
        node_id,
        row_number() over (order by height desc, node_id desc) as merge_rank
    from tree
    where height > 0
),

-- A branch is a node below one of the undone merges that is not itself undone.
branches as (
    select
        tree.node_id,
        row_number() over (order by tree.customer_count desc, tree.node_id asc) as branch
    from tree
    left join merge_ranks as own on tree.node_id = own.node_id
    left join merge_ranks as above on tree.parent_node_id = above.node_id
    where above.merge_rank <= 4 - 1 and coalesce(own.merge_rank, 4) > 4 - 1
),

below as (
    select
        node_id,
        branch
    from branches
    union all
    select
        tree.node_id,
        below.branch
    from below
    inner join tree on below.node_id = tree.parent_node_id
)

select
    assignments.customer_id,
    below.branch
from {{ ref('segment_assignments') }} as assignments
inner join below on assignments.center_id = below.node_id
where assignments.segmentation = 'rhythm'
    and assignments.as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
