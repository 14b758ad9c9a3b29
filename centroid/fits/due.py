"""Decide which segmentations are due for a fit, without importing the fitting libraries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

COLUMNS = {
    "fit_id": "string",
    "segmentation": "string",
    "record": "string",
    "segment_count": "Int64",
    "segment_id": "Int64",
    "item": "Int64",
    "component": "Int64",
    "feature": "string",
    "measure": "string",
    "value": "Float64",
    "text": "string",
}
# The states of fits that can score. Rejected and failed fits are only kept for the record.
USABLE = ["fitted", "below_gates"]
# Drift makes no fit due within as many days of the last one, whether that was taken or rejected.
# Windows of 90 and 365 days have hardly moved on sooner, and customers are not to be moved between
# definitions day by day.
COOL_DOWN_DAYS = 28


def due_specs(
    specs: pd.DataFrame,
    known: pd.DataFrame,
    as_of: date,
    custom_rows: pd.DataFrame,
    drifted: dict[str, list[str]] | None = None,
) -> Iterator[tuple[dict, str]]:
    """The segmentations to fit, in the order of their names, and why.

    Parameters
    ----------
    specs, custom_rows : DataFrame
        `segmentation_specs` and `custom_parameters`.
    known : DataFrame
        The registered fits, as from `fits_of`.
    as_of : date
        The day that the build describes.
    drifted : dict of str to list of str, optional
        As from `drifted_features`.

    Yields
    ------
    tuple of dict and str
        A row of `specs`, with the digest of its parameters where they are custom, and the trigger.
    """
    for spec_row in specs.sort_values("segmentation").to_dict("records"):
        if spec_row["algorithm"] == "custom":
            # The parameters are part of the specification: other rows make another one.
            own_rows = rows_of(custom_rows, spec_row["segmentation"])
            text = own_rows.sort_values(list(own_rows)).to_csv(index=False)
            spec_row["parameters_digest"] = hashlib.sha256(text.encode()).hexdigest()[:16]
        trigger = due(spec_row, known, as_of, drifted)
        if trigger is not None:
            yield spec_row, trigger


def rows_of(custom_rows: pd.DataFrame, segmentation: str) -> pd.DataFrame:
    """The custom parameters of one segmentation."""
    is_own = custom_rows.segmentation == segmentation
    return custom_rows[is_own].drop(columns="segmentation")


def drifted_features(
    feature_drift: pd.DataFrame | None, input_drift: pd.DataFrame | None
) -> dict[str, list[str]]:
    """The features that have drifted far from the sample of a fit, by the fit's id.

    Parameters
    ----------
    feature_drift, input_drift : DataFrame or None
        These tables of the last build; None before the first.

    Returns
    -------
    dict of str to list of str
        Empty while the inputs raise an alarm: nothing is to be learned from broken data.
    """
    if feature_drift is None or (input_drift is not None and input_drift.status.eq("act").any()):
        return {}
    # A look at a day before the fit says nothing of what came after it.
    is_far = feature_drift.status.eq("act") & feature_drift.as_of_date.ge(feature_drift.fitted_on)
    far = feature_drift[is_far].sort_values(["fit_id", "feature"])
    return {fit_id: own.feature.tolist() for fit_id, own in far.groupby("fit_id")}


def due(
    spec_row: dict,
    known: pd.DataFrame,
    as_of: date,
    drifted: dict[str, list[str]] | None = None,
) -> str | None:
    """Why a segmentation is due for a fit, or None if it is not.

    Parameters
    ----------
    spec_row : dict
        A row of `segmentation_specs`.
    known : DataFrame
        The registered fits, as from `fits_of`.
    as_of : date
        The day that the build describes. Fits of later days do not count: they knew the future.
    drifted : dict of str to list of str, optional
        As from `drifted_features`.

    Returns
    -------
    str or None
    """
    # Rejected fits count too: the same data would be rejected again tomorrow.
    past = known[
        known.segmentation.eq(spec_row["segmentation"])
        & known.status.isin([*USABLE, "rejected"])
        & known.as_of_date.le(as_of.isoformat())
    ]
    same_spec = past[past.spec_hash.eq(spec_row["spec_hash"])]
    if past.empty:
        return "never fitted"
    if same_spec.empty:
        return "its specification changed"
    if "parameters_digest" in spec_row:
        latest = same_spec.sort_values(["as_of_date", "attempt"]).parameters_digest.iloc[-1]
        if latest != spec_row["parameters_digest"]:
            return "its parameters changed"
    if spec_row["is_refit_asked"]:
        return "asked for by the var refit"
    age = (as_of - date.fromisoformat(same_spec.as_of_date.max())).days
    if age >= spec_row["refit_every_days"]:
        return f"the last fit is {age} days old"
    usable = in_effect(same_spec)
    if spec_row["refit_on_drift"] and age >= COOL_DOWN_DAYS and not usable.empty:
        features = (drifted or {}).get(usable.fit_id.iloc[-1])
        if features:
            return f"its customers have drifted in {', '.join(features)}"
    return None


def in_effect(known: pd.DataFrame) -> pd.DataFrame:
    """The fits that can score, in the order in which they last came into effect.

    Parameters
    ----------
    known : DataFrame
        Fits of one segmentation, as from `fits_of`.
    """
    usable = known[known.status.isin(USABLE) | known.promotion_number.notna()]
    return usable.sort_values(
        ["effective_on", "after_attempt", "promotion_number", "fit_id"], na_position="first"
    )


def typed(rows: list[dict]) -> pd.DataFrame:
    """Rows as a frame with the registry's columns and types, also when there are none."""
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def fits_of(registered: pd.DataFrame | None) -> pd.DataFrame:
    """One row per registered fit, with the facts that decide what comes next.

    What a fit has no fact of is null, such as challengers in fits of earlier versions. A fit takes
    effect on its own day, `effective_on`, or on the last day it was promoted from.
    """
    words = ["status", "spec_hash", "as_of_date", "parameters_digest", "challenger_since"]
    numbers = ["attempt", "segment_count", "challenger_segment_count"]
    keys = ["fit_id", "segmentation"]
    wanted = [*keys, *words, *numbers, "effective_on", "after_attempt", "promotion_number"]
    if registered is None or registered.empty:
        return pd.DataFrame(columns=wanted).astype(dict.fromkeys(wanted, "string"))
    headers = registered[registered.record == "fit"]
    wide = headers.pivot(index=keys, columns="measure", values="text").reindex(columns=words)
    wide = wide.reset_index()
    values = headers[headers.measure.isin(numbers)]
    values = values.pivot(index="fit_id", columns="measure", values="value")
    for name in numbers:
        wide[name] = wide.fit_id.map(values[name]) if name in values else np.nan
    status = registered[registered.record == "status"]
    wide["promotion_number"] = wide.fit_id.map(status.groupby("fit_id").item.max())
    last = status[status.item.eq(status.groupby("fit_id").item.transform("max"))]
    last = last.set_index("fit_id")
    promoted_on = last[last.measure.eq("promoted_on")].text
    after_attempt = last[last.measure.eq("after_attempt")].value
    # Typed, because nothing says of what type an empty column is.
    promoted_on = wide.fit_id.map(promoted_on).astype("string")
    wide["effective_on"] = promoted_on.fillna(wide.as_of_date)
    after_attempt = wide.fit_id.map(after_attempt).astype("float64")
    wide["after_attempt"] = after_attempt.fillna(wide.attempt.astype("float64"))
    return wide[wanted].astype(dict.fromkeys([*keys, *words, "effective_on"], "string"))
