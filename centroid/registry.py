"""Fits as rows: which segmentations are due, and a fit written in the registry's one long form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import pandas as pd

from centroid.fitting import CannotFitError, Fit, Spec, fit

COLUMNS = {
    "fit_id": "string",
    "segmentation": "string",
    "record": "string",
    "segment_count": "Int64",
    "segment_id": "Int64",
    "component": "Int64",
    "feature": "string",
    "measure": "string",
    "value": "Float64",
    "text": "string",
}


def new_fits(
    specs: pd.DataFrame,
    features: pd.DataFrame,
    registered: pd.DataFrame | None,
    as_of: date,
    read_sample,
) -> pd.DataFrame:
    """Fit what is due and return the rows to append to the registry.

    Parameters
    ----------
    specs : DataFrame
        `segmentation_specs`.
    features : DataFrame
        `segmentation_features`.
    registered : DataFrame or None
        The registry so far, with `COLUMNS`.
    as_of : date
        The day the build stands on.
    read_sample : callable
        Takes a segmentation's name, returns its rows of `fit_samples` as a DataFrame.

    Returns
    -------
    DataFrame
        Rows with `COLUMNS`, typed also when empty.
    """
    known = fits_of(registered)
    rows: list[dict] = []
    for spec_row in specs.sort_values("segmentation").to_dict("records"):
        trigger = due(spec_row, known, as_of)
        if trigger is None:
            continue
        print(f"Fitting segmentation '{spec_row['segmentation']}': {trigger}.", flush=True)
        spec = to_spec(spec_row, features)
        sample = read_sample(spec.segmentation).sort_values("sample_position")
        base = f"{spec.segmentation}-{as_of:%Y%m%d}-{spec_row['spec_hash'][:8]}"
        header = {
            "as_of_date": as_of.isoformat(),
            "spec_hash": spec_row["spec_hash"],
            "trigger": trigger,
            "population_size": int(sample.population_size.iloc[0]) if len(sample) else 0,
            "seed": spec.seed,
        }
        try:
            outcome = fit(spec, sample)
        except CannotFitError as problem:
            print(str(problem), flush=True)
            # The reason is part of the id: the same failure is stored once, a later success anew.
            fit_id = f"{base}-failed-{hashlib.sha256(str(problem).encode()).hexdigest()[:8]}"
            if not known.fit_id.eq(fit_id).any():
                failure = {"status": "failed", "reason": str(problem), **header}
                rows.extend(fit_records(fit_id, spec, failure))
            continue
        attempt = int(known.fit_id.str.fullmatch(rf"{base}(-\d+)?").sum()) + 1
        fit_id = base if attempt == 1 else f"{base}-{attempt}"
        success = {
            "status": "fitted",
            "reason": outcome.choice_reason,
            "attempt": attempt,
            "sample_size": outcome.sample_size,
            "segment_count": outcome.segment_count,
            "library": outcome.library,
            **header,
        }
        rows.extend(fit_records(fit_id, spec, success))
        rows.extend(parameter_records(fit_id, spec, outcome))
    return typed(rows)


def typed(rows: list[dict]) -> pd.DataFrame:
    """Rows as a frame with the registry's columns and types, also when there are none."""
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def fits_of(registered: pd.DataFrame | None) -> pd.DataFrame:
    """One row per registered fit: fit_id, segmentation, status, spec_hash and as_of_date."""
    wanted = ["fit_id", "segmentation", "status", "spec_hash", "as_of_date"]
    if registered is None or registered.empty:
        return pd.DataFrame(columns=wanted, dtype="string")
    headers = registered[registered.record == "fit"]
    wide = headers.pivot(index=["fit_id", "segmentation"], columns="measure", values="text")
    return wide.reset_index()[wanted].astype("string")


def due(spec_row: dict, known: pd.DataFrame, as_of: date) -> str | None:
    """Why a segmentation is to be fitted now, or None when it is not.

    Parameters
    ----------
    spec_row : dict
        A row of `segmentation_specs`.
    known : DataFrame
        The registered fits, as from `fits_of`.
    as_of : date
        The day the build stands on. Fits of later days do not count: they knew the future.

    Returns
    -------
    str or None
    """
    past = known[
        known.segmentation.eq(spec_row["segmentation"])
        & known.status.eq("fitted")
        & known.as_of_date.le(as_of.isoformat())
    ]
    same_spec = past[past.spec_hash.eq(spec_row["spec_hash"])]
    if past.empty:
        return "never fitted"
    if same_spec.empty:
        return "its specification changed"
    if spec_row["is_refit_asked"]:
        return "asked for by the var refit"
    age = (as_of - date.fromisoformat(same_spec.as_of_date.max())).days
    if age >= spec_row["refit_every_days"]:
        return f"the last fit is {age} days old"
    return None


def to_spec(spec_row: dict, features: pd.DataFrame) -> Spec:
    """The `Spec` of a row of `segmentation_specs` and its rows of `segmentation_features`."""
    own = features[features.segmentation == spec_row["segmentation"]]
    own = own.sort_values("feature_position")
    return Spec(
        segmentation=spec_row["segmentation"],
        features=tuple(own.feature),
        transforms=tuple(own["transform"]),
        minimum_segments=int(spec_row["minimum_segments"]),
        maximum_segments=int(spec_row["maximum_segments"]),
        minimum_share=float(spec_row["minimum_share"]),
        seed=int(spec_row["seed"]),
    )


def fit_records(fit_id: str, spec: Spec, facts: dict) -> Iterator[dict]:
    """The header rows of a fit: one per fact, numbers under value and words under text."""
    for measure, fact in facts.items():
        cell = {"text": fact} if isinstance(fact, str) else {"value": float(fact)}
        yield {
            "fit_id": fit_id,
            "segmentation": spec.segmentation,
            "record": "fit",
            "measure": measure,
            **cell,
        }


def parameter_records(fit_id: str, spec: Spec, outcome: Fit) -> Iterator[dict]:
    """The rows of a fit's candidates, features, segments and parameters.

    Centers are stored in transformed units and weights as 1 / scale, one component per feature, so
    that a squared distance is ``sum((weight * (x - center)) ** 2)`` and the score of a segment is
    ``intercept - distance ** 2 / 2``.
    """
    key = {"fit_id": fit_id, "segmentation": spec.segmentation}
    for candidate in outcome.candidates.to_dict("records"):
        count = int(candidate.pop("segment_count"))
        for measure, value in candidate.items():
            yield {
                **key,
                "record": "candidate",
                "segment_count": count,
                "measure": measure,
                "value": value,
            }
    preparation = outcome.preparation
    for position, feature in enumerate(spec.features):
        facts = {
            "feature_position": position + 1,
            "fill_value": preparation.fill[position],
            "mean": preparation.mean[position],
            "scale": preparation.scale[position],
        }
        for measure, value in facts.items():
            yield {
                **key,
                "record": "feature",
                "feature": feature,
                "measure": measure,
                "value": float(value),
            }
        yield {
            **key,
            "record": "feature",
            "feature": feature,
            "measure": "transform",
            "text": spec.transforms[position],
        }
    for index in range(outcome.segment_count):
        segment = {**key, "segment_id": index + 1}
        yield {**segment, "record": "segment", "measure": "intercept", "value": 0.0}
        yield {
            **segment,
            "record": "segment",
            "measure": "sample_size",
            "value": float(outcome.sizes[index]),
        }
        for position, feature in enumerate(spec.features):
            center = outcome.centers[index, position] * preparation.scale[position]
            facts = {
                "center": center + preparation.mean[position],
                "weight": 1 / preparation.scale[position],
            }
            for measure, value in facts.items():
                yield {
                    **segment,
                    "record": "parameter",
                    "component": position + 1,
                    "feature": feature,
                    "measure": measure,
                    "value": float(value),
                }
