"""Fit the segmentations that are due, and write each fit as rows of the registry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from centroid.fits.choosing import InUse
from centroid.fits.distributions import bins, separation
from centroid.fits.due import USABLE, due_specs, fits_of, in_effect, rows_of, typed
from centroid.fits.fitting import Fit, fit, fit_custom
from centroid.fits.identity import LINEAGE, MOST, Identity, match
from centroid.fits.importance import feature_importance
from centroid.fits.micro import micro_centers, nearest_micro
from centroid.fits.parameters import Parameters, from_custom_rows
from centroid.fits.preparation import Preparation
from centroid.fits.rules import Rules, readable_rules
from centroid.fits.spec import CannotFitError, Spec, UnmetNeedsError

# More would hide each other in a picture.
DRAWN_POINTS = 400


def new_fits(
    specs: pd.DataFrame,
    features: pd.DataFrame,
    registered: pd.DataFrame | None,
    as_of: date,
    read_sample: Callable[[str], pd.DataFrame],
    read_features: Callable[[list[str]], pd.DataFrame],
    custom_rows: pd.DataFrame,
    drifted: dict[str, list[str]] | None = None,
) -> pd.DataFrame:
    """Fit what is due and return the rows to append to the registry.

    Parameters
    ----------
    specs, features : DataFrame
        `segmentation_specs` and `segmentation_features`.
    registered : DataFrame or None
        The registry so far, with `COLUMNS`.
    as_of : date
        The day that the build describes.
    read_sample : callable
        Takes a segmentation's name, returns its rows of `fit_samples`.
    read_features : callable
        Takes names of features, returns customer_id and those of them that there are on `as_of`.
    custom_rows : DataFrame
        `custom_parameters`.
    drifted : dict of str to list of str, optional
        As from `drifted_features`.

    Returns
    -------
    DataFrame
        Rows with `COLUMNS`, typed also when empty.
    """
    known = fits_of(registered)
    rows: list[dict] = []
    for spec_row, trigger in due_specs(specs, known, as_of, custom_rows, drifted):
        name = spec_row["segmentation"]
        spec = to_spec(spec_row, features)
        sample = read_sample(name).sort_values("sample_position")
        base = f"{name}-{as_of:%Y%m%d}-{spec_row['spec_hash'][:8]}"
        header = {
            "as_of_date": as_of.isoformat(),
            "spec_hash": spec_row["spec_hash"],
            "algorithm": spec.algorithm,
            "trigger": trigger,
            "population_size": int(sample.population_size.iloc[0]) if len(sample) else 0,
            "seed": spec.seed,
        }
        if spec.algorithm == "custom":
            header["parameters_digest"] = spec_row["parameters_digest"]
        active = active_fit(known, spec_row, as_of)
        before = None
        if active is not None:
            before = registered_fit(registered[registered.fit_id == active["fit_id"]])
        try:
            check_needs(spec_row)
            print(f"Fitting segmentation '{name}': {trigger}.", flush=True)
            if spec.algorithm == "custom":
                own_rows = rows_of(custom_rows, name)
                outcome = fit_custom(spec, sample, from_custom_rows(spec, own_rows))
            else:
                in_use = in_use_of(active, known, spec_row, as_of)
                outcome = fit(spec, sample, start_of(spec, before), in_use)
        except CannotFitError as problem:
            print(str(problem), flush=True)
            # The reason is part of the id, so a repeated failure is stored once. A skipped one is
            # stored once for all days, so its id has no date.
            is_skipped = isinstance(problem, UnmetNeedsError)
            status = "skipped" if is_skipped else "failed"
            stem = f"{name}-{spec_row['spec_hash'][:8]}" if is_skipped else base
            fit_id = f"{stem}-{status}-{hashlib.sha256(str(problem).encode()).hexdigest()[:8]}"
            if not known.fit_id.eq(fit_id).any():
                failure = {"status": status, "reason": str(problem), **header}
                rows.extend(fit_records(fit_id, spec, failure))
            continue
        attempt = int(known.fit_id.str.fullmatch(rf"{base}(-\d+)?").sum()) + 1
        fit_id = base if attempt == 1 else f"{base}-{attempt}"
        past = previous_segments(sample, before, read_features)
        highest_id = highest_segment_id(registered, spec.segmentation)
        identity = identify(outcome, past, highest_id)
        micro = micro_centers(spec, outcome, header["population_size"])
        micro = numbered_micro(outcome, identity, micro, past, registered, name)
        rules = readable_rules(
            outcome.values,
            outcome.preparation.fill,
            spec.features,
            identity.ids[outcome.labels - 1],
        )
        is_same_spec = active is not None and active["spec_hash"] == spec_row["spec_hash"]
        success = {
            "status": "fitted"
            if outcome.choice.passed
            else "rejected"
            if is_same_spec
            else USABLE[1],
            "reason": outcome.choice.reason,
            "challenger_segment_count": outcome.choice.challenger,
            "announcement": outcome.choice.announcement,
            "attempt": attempt,
            "sample_size": len(sample),
            "segment_count": outcome.segment_count,
            "library": outcome.library,
            "rule_expression": rules.expression,
            "rule_agreement": rules.agreement,
            "separation": separation(
                outcome.parameters, outcome.preparation.transformed(outcome.values)
            ),
            **outcome.density,
            **header,
        }
        if outcome.projection is not None:
            for axis, share in enumerate(outcome.projection.variance_shares, start=1):
                success[f"axis_{axis}_variance_share"] = share
        if outcome.choice.since is not None:
            success["challenger_since"] = outcome.choice.since.isoformat()
        if active is not None:
            success["previous_fit_id"] = active["fit_id"]
        rows.extend(fit_records(fit_id, spec, success))
        rows.extend(outcome_records(fit_id, spec, outcome, identity, rules))
        rows.extend(micro_records(fit_id, spec, micro))
    return typed(rows)


def check_needs(spec_row: dict) -> None:
    """Refuse a segmentation that needs an input or column that is not mapped."""
    if not pd.isna(spec_row["unmet_needs"]):
        raise UnmetNeedsError(
            f"Segmentation '{spec_row['segmentation']}' is left out: it needs "
            f"{spec_row['unmet_needs']}."
        )


def active_fit(known: pd.DataFrame, spec_row: dict, as_of: date) -> dict | None:
    """The fit that a new one replaces, preferably one of the same specification."""
    own = known.segmentation.eq(spec_row["segmentation"])
    usable = in_effect(known[own & known.as_of_date.le(as_of.isoformat())])
    if usable.empty:
        return None
    is_same = usable.spec_hash.eq(spec_row["spec_hash"])
    usable = usable[is_same] if is_same.any() else usable
    return usable.iloc[-1].to_dict()


def in_use_of(
    active: dict | None, known: pd.DataFrame, spec_row: dict, as_of: date
) -> InUse | None:
    """The number of segments in use, and the announcement of the refit before.

    Returns
    -------
    InUse or None
        None without an active fit of the same specification. A second refit of one day sees the
        same data, so only an announcement of an earlier day counts; refused refits announce too.
    """
    if active is None or active["spec_hash"] != spec_row["spec_hash"]:
        return None
    earlier = known[
        known.segmentation.eq(spec_row["segmentation"])
        & known.spec_hash.eq(spec_row["spec_hash"])
        & known.status.isin([*USABLE, "rejected"])
        & known.as_of_date.lt(as_of.isoformat())
    ]
    announced = since = None
    if len(earlier):
        latest = earlier.sort_values(["as_of_date", "attempt", "fit_id"]).iloc[-1]
        announced = whole_or_none(latest.challenger_segment_count)
        if announced is not None:
            since = date.fromisoformat(latest.challenger_since)
    count = int(active["segment_count"])
    usable = in_effect(
        known[
            known.segmentation.eq(spec_row["segmentation"])
            & known.spec_hash.eq(spec_row["spec_hash"])
            & known.as_of_date.le(as_of.isoformat())
        ]
    )
    is_other = usable.segment_count.ne(count).to_numpy()
    changed_on = None
    if is_other.any():
        first_of_count = int(np.flatnonzero(is_other).max()) + 1
        changed_on = date.fromisoformat(usable.effective_on.iloc[first_of_count])
    return InUse(count, as_of, announced, since, changed_on)


def to_spec(spec_row: dict, features: pd.DataFrame) -> Spec:
    """The `Spec` of a row of `segmentation_specs` and its rows of `segmentation_features`."""
    own = features[features.segmentation == spec_row["segmentation"]]
    own = own.sort_values("feature_position")
    return Spec(
        segmentation=spec_row["segmentation"],
        algorithm=spec_row["algorithm"],
        features=tuple(own.feature),
        transforms=tuple(own["transform"]),
        weights=tuple(own.weight.astype(float)),
        scaling=spec_row["scaling"],
        reduce=None if pd.isna(spec_row["reduce_pca"]) else float(spec_row["reduce_pca"]),
        covariance=spec_row["covariance"],
        minimum_segments=whole_or_none(spec_row["minimum_segments"]),
        maximum_segments=whole_or_none(spec_row["maximum_segments"]),
        minimum_share=float(spec_row["minimum_share"]),
        minimum_stability=float(spec_row["minimum_stability"]),
        outlier_quantile=float(spec_row["outlier_quantile"]),
        seed=int(spec_row["seed"]),
        micro_target_size=whole_or_none(spec_row["micro_target_size"]),
        micro_minimum_size=whole_or_none(spec_row["micro_minimum_size"]),
    )


def whole_or_none(value: float | None) -> int | None:
    """A number of a nullable column."""
    return None if pd.isna(value) else int(value)


def start_of(spec: Spec, before: RegisteredFit | None) -> Parameters | None:
    """The active fit's parameters, if a fit of the specification can continue from them."""
    if before is None:
        return None
    is_same = tuple(before.features) == spec.features
    return (
        before.parameters if is_same and before.preparation.transforms == spec.transforms else None
    )


def highest_segment_id(registered: pd.DataFrame | None, segmentation: str) -> int:
    """The highest id that any fit of a segmentation has used; 0 for none."""
    if registered is None:
        return 0
    is_own = registered.segmentation.eq(segmentation) & registered.record.eq("segment")
    used = registered.segment_id[is_own]
    return int(used.max()) if len(used) else 0


@dataclass(frozen=True)
class Past:
    """The active fit's segment of each customer in the sample; 0 means none.

    Both fits segment the same customers by their present features, so a difference comes from the
    fit and not from the customers. If the active fit needs features that no longer exist, every
    customer gets 0.
    """

    segments: np.ndarray
    micro: np.ndarray
    segment_ids: list[int]


def previous_segments(
    sample: pd.DataFrame,
    before: RegisteredFit | None,
    read_features: Callable[[list[str]], pd.DataFrame],
) -> Past:
    """Segment the customers of a sample by the active fit."""
    nobody = np.zeros(len(sample), dtype=int)
    if before is None:
        return Past(nobody, nobody, [])
    segment_ids = before.parameters.segment_ids.tolist()
    now = read_features(before.features)
    if not set(before.features) <= set(now):
        return Past(nobody, nobody, segment_ids)
    rows = sample[["customer_id"]].merge(now, on="customer_id", how="left")
    values = rows[before.features].to_numpy(dtype=float, na_value=np.nan)
    segments = before.segment_of(values)
    return Past(segments, before.micro_of(values, segments), segment_ids)


def identify(outcome: Fit, past: Past, highest_id: int) -> Identity:
    """Ids for a new fit's segments, taken from the active fit where customers are shared."""
    previous, previous_ids = past.segments, past.segment_ids
    found = match(previous, outcome.labels - 1, outcome.segment_count, highest_id, previous_ids)
    if outcome.given_ids is None:
        return found
    # A user's own parameters include the segment ids.
    ended_or_kept = set(previous_ids)
    lineage = [
        {
            "segment_id": number if number in outcome.given_ids else None,
            "previous_segment_id": number if number in ended_or_kept else None,
            "relation": "retired"
            if number not in outcome.given_ids
            else ("kept" if number in ended_or_kept else "new"),
            "shared_count": int(
                ((previous == number) & (outcome.given_ids[outcome.labels - 1] == number)).sum()
            ),
        }
        for number in sorted(ended_or_kept | set(outcome.given_ids.tolist()))
    ]
    return Identity(outcome.given_ids, pd.DataFrame(lineage, columns=list(LINEAGE)).astype(LINEAGE))


def numbered_micro(
    outcome: Fit,
    identity: Identity,
    micro: dict[int, np.ndarray],
    past: Past,
    registered: pd.DataFrame | None,
    segmentation: str,
) -> dict[int, dict[int, np.ndarray]]:
    """Numbers for micro-segments, taken from the active fit where customers are shared.

    Returns
    -------
    dict of int to dict of int to ndarray of shape (n_features,)
        By segment id and number. A number is never used for another micro-segment of the segment.
    """
    transformed = outcome.preparation.transformed(outcome.values)
    numbered = {}
    for label, centers in micro.items():
        segment_id = int(identity.ids[label - 1])
        is_own = outcome.labels == label
        previous = np.where(past.segments == segment_id, past.micro, 0)[is_own]
        labels = nearest_micro(transformed[is_own], centers, outcome.preparation)
        highest = 0
        if registered is not None:
            used = registered[
                registered.segmentation.eq(segmentation)
                & registered.record.eq("micro_center")
                & registered.segment_id.eq(segment_id)
            ]
            highest = int(used["item"].max()) if len(used) else 0
        found = match(previous, labels, len(centers), highest, least_share=MOST)
        numbered[segment_id] = dict(zip(found.ids.tolist(), centers, strict=True))
    return numbered


@dataclass(frozen=True)
class RegisteredFit:
    """A fit read back from the registry: its features, in order, and its parameters."""

    features: list[str]
    preparation: Preparation
    parameters: Parameters
    micro: dict[int, dict[int, np.ndarray]]

    def micro_of(self, values: np.ndarray, segments: np.ndarray) -> np.ndarray:
        """The number of each row's micro-segment within its segment, 0 for none, (n_rows,)."""
        transformed = self.preparation.transformed(values)
        numbers = np.zeros(len(values), dtype=int)
        for segment_id, centers in self.micro.items():
            is_own = segments == segment_id
            if is_own.any():
                nearest = nearest_micro(
                    transformed[is_own], np.stack([*centers.values()]), self.preparation
                )
                numbers[is_own] = np.array([*centers])[nearest]
        return numbers

    def segment_of(self, values: np.ndarray) -> np.ndarray:
        """The segment of each row of raw features, shape (n_rows,)."""
        nearest = self.parameters.nearest(self.preparation.transformed(values))
        return self.parameters.segment_ids[nearest]


def registered_fit(rows: pd.DataFrame) -> RegisteredFit:
    """Read a fit back from its rows of the registry."""
    facts = rows[rows.record == "feature"]
    numbers = facts.pivot(index="feature", columns="measure", values="value")
    numbers = numbers.sort_values("feature_position")
    words = facts[facts.measure == "transform"].set_index("feature").text
    features = numbers.index.tolist()
    knots = rows[rows.record == "knot"].sort_values("item").groupby("feature").value
    preparation = Preparation(
        transforms=tuple(words[features]),
        fill=numbers.fill_value.to_numpy(dtype=float),
        knots={features.index(name): own.to_numpy(dtype=float) for name, own in knots},
        location=numbers.location.to_numpy(dtype=float),
        scale=numbers.scale.to_numpy(dtype=float),
        weights=numbers.weight.to_numpy(dtype=float),
    )
    intercepts = rows[(rows.record == "center") & (rows.measure == "intercept")].sort_values("item")
    items = intercepts["item"].tolist()
    centers = rows[(rows.record == "center") & (rows.measure == "center")]
    centers = centers.pivot(index="item", columns="feature", values="value")
    parameters = rows[rows.record == "parameter"]
    weights = np.zeros((len(items), int(parameters.component.max()), len(features)))
    weights[
        parameters["item"].map({item: index for index, item in enumerate(items)}).astype(int),
        parameters.component.astype(int) - 1,
        parameters.feature.map({name: index for index, name in enumerate(features)}).astype(int),
    ] = parameters.value.to_numpy(dtype=float)
    micro: dict[int, dict[int, np.ndarray]] = {}
    wide = rows[rows.record == "micro_center"].pivot(
        index=["segment_id", "item"], columns="feature", values="value"
    )
    for (segment_id, number), center in wide.iterrows():
        own = micro.setdefault(int(segment_id), {})
        own[int(number)] = center[features].to_numpy(dtype=float)
    return RegisteredFit(
        features,
        preparation,
        Parameters(
            segment_ids=intercepts.segment_id.to_numpy(dtype=int),
            centers=centers.loc[items, features].to_numpy(dtype=float),
            weights=weights,
            intercepts=intercepts.value.to_numpy(dtype=float),
        ),
        micro,
    )


def records(key: dict, facts: dict) -> Iterator[dict]:
    """One row per known fact, with numbers in column value and words in column text."""
    for measure, fact in facts.items():
        if fact is None or fact is pd.NA or fact != fact:
            continue
        cell = {"text": fact} if isinstance(fact, str) else {"value": float(fact)}
        yield {**key, "measure": measure, **cell}


def fit_records(fit_id: str, spec: Spec, facts: dict) -> Iterator[dict]:
    """The header rows of a fit: one per fact."""
    key = {"fit_id": fit_id, "segmentation": spec.segmentation, "record": "fit"}
    return records(key, facts)


def outcome_records(
    fit_id: str, spec: Spec, outcome: Fit, identity: Identity, rules: Rules
) -> Iterator[dict]:
    """The rows of a fit's candidates, features, segments, parameters, tree, lineage and rules."""
    key = {"fit_id": fit_id, "segmentation": spec.segmentation}
    ids = identity.ids[outcome.labels - 1]
    yield from candidate_records(key, outcome.candidates)
    yield from feature_records(key, spec, outcome, ids)
    yield from point_records(key, outcome, ids)
    fidelity = rules.fidelity.set_index("segment_id")
    for index, segment_id in enumerate(identity.ids):
        facts = {
            "sample_size": outcome.sizes[index],
            "radius": outcome.radii[index],
            "stability": outcome.stabilities[index],
        }
        if segment_id in fidelity.index:
            facts["rule_recall"] = fidelity.recall[segment_id]
            facts["rule_precision"] = fidelity.precision[segment_id]
        place = {**key, "record": "segment", "segment_id": int(segment_id)}
        yield from records(place, facts)
        center = outcome.center_of(index + 1)
        scaled = (center - outcome.preparation.location) / outcome.preparation.scale
        own = outcome.preparation.in_own_units(center)
        for position, feature in enumerate(spec.features):
            facts = {"scaled_center": scaled[position], "own_center": own[position]}
            yield from records({**place, "feature": feature}, facts)
    yield from center_records(key, spec, outcome, identity)
    for row in identity.lineage.to_dict("records"):
        place = {"segment_id": row.pop("segment_id"), "item": row.pop("previous_segment_id")}
        place = {name: None if pd.isna(number) else int(number) for name, number in place.items()}
        yield from records({**key, "record": "lineage", **place}, row)
    for row in rules.nodes.to_dict("records"):
        place = {"item": row.pop("node_id"), "segment_id": row.pop("segment_id")}
        split = row.pop("feature")
        if not pd.isna(row["is_left"]):
            row["is_left"] = float(row["is_left"])
        facts = {**row, "split_feature": split}
        yield from records({**key, "record": "rule_node", **place}, facts)
    for row in rules.leaves.to_dict("records"):
        place = {"item": row.pop("rule_number"), "segment_id": row.pop("segment_id")}
        yield from records({**key, "record": "rule", **place}, row)


def candidate_records(key: dict, candidates: pd.DataFrame) -> Iterator[dict]:
    """The measures of every number of segments tried; undefined ones have no row."""
    for candidate in candidates.to_dict("records"):
        place = {
            **key,
            "record": "candidate",
            "segment_count": int(candidate.pop("segment_count")),
        }
        by_segment = candidate.pop("segment_stability")
        # Ensures that a candidate without any measure has a row.
        yield from records(place, {"is_tried": 1, **candidate})
        for index, steadiness in enumerate(by_segment):
            yield from records({**place, "item": index + 1}, {"segment_stability": steadiness})


def feature_records(key: dict, spec: Spec, outcome: Fit, ids: np.ndarray) -> Iterator[dict]:
    """The preparation, the importance and the distribution of each feature."""
    preparation = outcome.preparation
    importance = feature_importance(outcome.scaled, spec.features, ids).to_dict("records")
    for position, feature in enumerate(spec.features):
        measured = importance[position]
        measured.pop("feature")
        facts = {
            "feature_position": position + 1,
            "transform": spec.transforms[position],
            "fill_value": preparation.fill[position],
            "location": preparation.location[position],
            "scale": preparation.scale[position],
            "weight": preparation.weights[position],
            "scaled_median": np.median(outcome.scaled[:, position]),
            "missing_share": np.isnan(outcome.values[:, position]).mean(),
            "own_mean": np.nanmean(outcome.values[:, position]),
            "own_stddev": np.nanstd(outcome.values[:, position]),
            **measured,
        }
        if outcome.projection is not None:
            for axis, loadings in enumerate(outcome.projection.loadings, start=1):
                facts[f"axis_{axis}_loading"] = loadings[position]
        yield from records({**key, "record": "feature", "feature": feature}, facts)
        for number, knot in enumerate(preparation.knots.get(position, ())):
            place = {**key, "record": "knot", "feature": feature, "item": number}
            yield from records(place, {"knot": knot})
        edges, shares = bins(outcome.values[:, position])
        for number, share in enumerate(shares):
            place = {**key, "record": "bin", "feature": feature, "item": number + 1}
            upper = edges[number] if number < len(edges) else None
            yield from records(place, {"upper_edge": upper, "share": share})


def point_records(key: dict, outcome: Fit, ids: np.ndarray) -> Iterator[dict]:
    """The first customers of the sample, whose order is by chance, as points without an id."""
    if outcome.projection is None:
        return
    for number, (x, y) in enumerate(outcome.projection.points[:DRAWN_POINTS]):
        place = {"record": "point", "item": number + 1, "segment_id": int(ids[number])}
        facts = {"x": x, "y": y, "is_outlier": outcome.is_outlier[number]}
        yield from records({**key, **place}, facts)


def center_records(key: dict, spec: Spec, outcome: Fit, identity: Identity) -> Iterator[dict]:
    """Centers, weights and intercepts, and the tree above the centers.

    Centers are numbered from 1 in the order of their segments' ids; scoring breaks ties by the
    lowest number.
    """
    given = outcome.parameters
    segment_ids = identity.ids[given.segment_ids - 1]
    order = sorted(range(len(segment_ids)), key=lambda index: (segment_ids[index], index))
    for number, index in enumerate(order, start=1):
        place = {"segment_id": int(segment_ids[index]), "item": number}
        center = {**key, "record": "center", **place}
        yield from records(center, {"intercept": given.intercepts[index]})
        for position, feature in enumerate(spec.features):
            facts = {"center": given.centers[index, position]}
            yield from records({**center, "feature": feature}, facts)
            for component, weight in enumerate(given.weights[index, :, position], start=1):
                if weight:
                    parameter = {**key, "record": "parameter", **place, "feature": feature}
                    yield from records({**parameter, "component": component}, {"weight": weight})
    if outcome.tree is None:
        return
    leaves = len(order)
    # Leaves have the numbers of the centers; merges have the numbers after them.
    node_id = {index: number for number, index in enumerate(order, start=1)}
    node_id.update({leaves + merge: leaves + merge + 1 for merge in range(leaves - 1)})
    centers = given.nearest(outcome.preparation.transformed(outcome.values))
    sizes = list(np.bincount(centers, minlength=leaves))
    parents = {}
    for merge, children in enumerate(outcome.tree.children):
        sizes.append(sum(sizes[child] for child in children))
        parents.update(dict.fromkeys(children.tolist(), leaves + merge))
    for node in range(2 * leaves - 1):
        facts = {
            "height": outcome.tree.heights[node - leaves] if node >= leaves else 0.0,
            "size": sizes[node],
            "parent_node_id": node_id[parents[node]] if node in parents else None,
        }
        place = {**key, "record": "tree", "item": node_id[node]}
        if node < leaves:
            place["segment_id"] = int(segment_ids[node])
        yield from records(place, facts)


def micro_records(
    fit_id: str, spec: Spec, micro: dict[int, dict[int, np.ndarray]]
) -> Iterator[dict]:
    """The centers of micro-segments, in transformed units."""
    key = {"fit_id": fit_id, "segmentation": spec.segmentation, "record": "micro_center"}
    for segment_id, centers in micro.items():
        for number, center in centers.items():
            for feature, value in zip(spec.features, center, strict=True):
                place = {**key, "segment_id": segment_id, "item": number, "feature": feature}
                yield from records(place, {"center": value})
