"""Describe a segmentation by a shallow decision tree, as rules that a person can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

# A rule for fewer customers than this share of the sample is not worth reading.
SMALLEST_LEAF = 0.005
# Rounding a threshold may move at most this share of a node's customers to the other branch.
ROUNDING_SHARE = 0.02
# Three digits are easy to read. With 16 or more, SQL and Python may read different numbers.
DIGITS = range(3, 16)

NODES = {
    "node_id": "Int64",
    "parent_node_id": "Int64",
    "is_left": "boolean",
    "feature": "string",
    "threshold": "Float64",
    "segment_id": "Int64",
    "customer_count": "Int64",
    "purity": "Float64",
}


@dataclass(frozen=True)
class Rules:
    """A segmentation in rules.

    Attributes
    ----------
    nodes : DataFrame
        One row per node, parents first: node_id (from 1), parent_node_id and is_left (is it the
        parent's branch ``feature <= threshold``; both null for the root), feature and threshold of
        its own split (null for a leaf), segment_id of most of its customers, customer_count and
        purity, the share of them that are in that segment.
    leaves : DataFrame
        One row per rule, by segment and then larger ones first: rule_number (from 1), node_id,
        segment_id, condition (SQL), customer_count and precision (0 to 1).
    expression : str
        A SQL expression of the segment id: one ``when`` per rule, of which exactly one holds.
    fidelity : DataFrame
        One row per segment: segment_id, customer_count, recall (share of its customers whom the
        rules assign to it) and precision (share of the customers whom the rules assign to it who
        belong to it; NaN if there are none).
    agreement : float
        Share of all customers whom the rules assign to their segment.
    """

    nodes: pd.DataFrame
    leaves: pd.DataFrame
    expression: str
    fidelity: pd.DataFrame
    agreement: float


def readable_rules(
    values: np.ndarray,
    fill: np.ndarray,
    features: tuple[str, ...],
    segment_ids: np.ndarray,
    maximum_depth: int = 4,
    maximum_leaves: int = 12,
) -> Rules:
    """Restate a segmentation with a decision tree, its thresholds rounded for people.

    The tree is CART (Breiman et al., 1984, Classification and Regression Trees), a global
    surrogate of the segmentation. Thresholds have three significant digits, or more where fewer
    would send over 2 % of a node's customers the other way. All counts and shares are measured
    after rounding, and leaves of one segment under one node are made one.

    Parameters
    ----------
    values : ndarray of shape (n_customers, n_features)
        The sample in the features' own units; NaN is unknown.
    fill : ndarray of shape (n_features,)
        Values that replace unknown ones, in the same units.
    features : tuple of str
        The features' names, as SQL knows them.
    segment_ids : ndarray of shape (n_customers,)
        Each customer's segment.
    maximum_depth, maximum_leaves : int
        Limits of the tree.

    Returns
    -------
    Rules

    Raises
    ------
    ValueError
        If there is no customer, or a fill value is not a finite number.
    """
    if not np.isfinite(fill).all():
        raise ValueError("fill values have to be finite numbers")
    filled = np.where(np.isnan(values), fill, values)
    model = DecisionTreeClassifier(
        max_depth=maximum_depth,
        max_leaf_nodes=maximum_leaves,
        min_samples_leaf=SMALLEST_LEAF,
        random_state=0,
    )
    # The tree computes in 32 bits.
    model.fit(np.clip(filled, -1e30, 1e30), segment_ids)
    rows: list[dict] = []
    flatten(grow(model.tree_, 0, filled, segment_ids), features, rows)
    nodes = pd.DataFrame(rows, columns=list(NODES)).astype(NODES)
    leaves = leaf_rules(nodes, dict(zip(features, fill, strict=True)))
    branches = [
        "  when {}\n    then {}".format(
            rule.condition.replace(" and ", "\n    and "), rule.segment_id
        )
        for rule in leaves.itertuples()
    ]
    given = walk(nodes, values, fill, features)
    fidelity = []
    for segment in np.unique(segment_ids):
        is_in, is_put = segment_ids == segment, given == segment
        fidelity.append(
            {
                "segment_id": int(segment),
                "customer_count": int(is_in.sum()),
                "recall": float(is_put[is_in].mean()),
                "precision": float(is_in[is_put].mean()) if is_put.any() else np.nan,
            }
        )
    return Rules(
        nodes=nodes,
        leaves=leaves,
        expression="\n".join(["case", *branches, "end"]),
        fidelity=pd.DataFrame(fidelity),
        agreement=float((given == segment_ids).mean()),
    )


def walk(
    nodes: pd.DataFrame, values: np.ndarray, fill: np.ndarray, features: tuple[str, ...]
) -> np.ndarray:
    """The segment of each row's leaf, shape (n_rows,), by the stored nodes of `Rules`."""
    filled = dict(zip(features, np.where(np.isnan(values), fill, values).T, strict=True))
    segments = np.zeros(len(values), dtype=int)
    left, here = {}, {}
    for node in nodes.itertuples():
        here[node.node_id] = np.full(len(values), True)
        if not pd.isna(node.parent_node_id):
            is_this_branch = left[node.parent_node_id] == node.is_left
            here[node.node_id] = here[node.parent_node_id] & is_this_branch
        if pd.isna(node.feature):
            segments[here[node.node_id]] = node.segment_id
        else:
            left[node.node_id] = filled[node.feature] <= node.threshold
    return segments


def grow(tree, position: int, filled: np.ndarray, segment_ids: np.ndarray) -> dict:
    """A node of the fitted tree, and those below it, for the customers who get there.

    Rounding can move customers to another branch. A split that then separates nobody is left out,
    as is a split between leaves of the same segment.
    """
    segments, counts = np.unique(segment_ids, return_counts=True)
    node = {
        "segment_id": segments[counts.argmax()],
        "customer_count": len(segment_ids),
        "purity": counts.max() / len(segment_ids),
    }
    if tree.children_left[position] < 0:
        return node
    children = tree.children_left[position], tree.children_right[position]
    column, exact = filled[:, tree.feature[position]], tree.threshold[position]
    if (column == np.round(column)).all():
        exact = np.floor(exact)  # The same customers, and "orders <= 2" instead of "orders <= 2.5".

    def separates_as_well(threshold: float) -> bool:
        is_left = column <= threshold
        moved = np.mean(is_left != (column <= exact))
        return 0 < is_left.sum() < len(is_left) and moved <= ROUNDING_SHARE

    threshold = shortest(exact, separates_as_well)
    if threshold is None:
        child = children[0] if (column <= exact).mean() > 0.5 else children[1]
        return grow(tree, child, filled, segment_ids)
    is_left = column <= threshold
    left = grow(tree, children[0], filled[is_left], segment_ids[is_left])
    right = grow(tree, children[1], filled[~is_left], segment_ids[~is_left])
    if "left" not in left and "left" not in right and left["segment_id"] == right["segment_id"]:
        return node
    split = {"feature": tree.feature[position], "threshold": threshold}
    return {**node, **split, "left": left, "right": right}


def flatten(node: dict, features: tuple[str, ...], rows: list[dict], **place) -> None:
    """Append a node and those below it to rows with `NODES`, parents first."""
    node_id = len(rows) + 1
    name = features[node["feature"]] if "left" in node else None
    rows.append({**node, "feature": name, "node_id": node_id, **place})
    for side in ("left", "right") if "left" in node else ():
        flatten(node[side], features, rows, parent_node_id=node_id, is_left=side == "left")


def leaf_rules(nodes: pd.DataFrame, fill: dict[str, float]) -> pd.DataFrame:
    """One row per leaf, with the condition that leads there in SQL; `Rules.leaves`."""
    terms = {}
    for feature, splits in nodes.dropna(subset="feature").groupby("feature"):
        stand_in = same_side(fill[feature], splits.threshold.to_numpy(dtype=float))
        terms[feature] = f"coalesce({feature}, {number(stand_in)})"
    limits: dict[int, dict] = {}
    splits = nodes.set_index("node_id")
    rules = []
    for node in nodes.itertuples():
        limits[node.node_id] = {}
        if not pd.isna(node.parent_node_id):
            parent = splits.loc[node.parent_node_id]
            # Of two limits on one side, the one lower in the tree is tighter.
            limit = {(parent.feature, "<=" if node.is_left else ">"): parent.threshold}
            limits[node.node_id] = limits[node.parent_node_id] | limit
        if pd.isna(node.feature):
            comparisons = [
                f"{terms[feature]} {side} {number(limit)}"
                for (feature, side), limit in limits[node.node_id].items()
            ]
            rules.append(
                {
                    "node_id": node.node_id,
                    "segment_id": node.segment_id,
                    "condition": " and ".join(comparisons) or "true",
                    "customer_count": node.customer_count,
                    "precision": node.purity,
                }
            )
    rules.sort(key=lambda rule: (rule["segment_id"], -rule["customer_count"], rule["node_id"]))
    leaves = pd.DataFrame(rules)
    leaves.insert(0, "rule_number", range(1, len(rules) + 1))
    return leaves


def same_side(value: float, limits: np.ndarray) -> float:
    """A short number on the same side of every limit as the fill value, so it acts the same."""
    sides = value <= limits
    short = shortest(value, lambda candidate: ((candidate <= limits) == sides).all())
    return value if short is None else short


def shortest(value: float, is_good: Callable[[float], bool]) -> float | None:
    """A value with the fewest significant digits, at least three, that are good enough, or None."""
    candidates = (float(f"{value:.{digits}g}") + 0.0 for digits in DIGITS)
    return next((candidate for candidate in candidates if is_good(candidate)), None)


def number(value: float) -> str:
    """A number as SQL text: a plain decimal that reads back as the same number."""
    text = format(Decimal(repr(float(value))), "f")
    return text.removesuffix(".0")
