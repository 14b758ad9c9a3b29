"""Refit every segmentation of a warehouse month by month, and say what stays."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from centroid.fits import fitting
from centroid.fits.due import fits_of
from centroid.fits.registry import RegisteredFit, active_fit, new_fits, registered_fit

# Months differ in length; a refit is due at every one.
REFIT_EVERY_DAYS = 28


def refits(
    specs: pd.DataFrame,
    declared: pd.DataFrame,
    days: list[date],
    sample_on: Callable[[str, date], pd.DataFrame],
    features_on: Callable[[list[str], date], pd.DataFrame],
    custom_rows: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit segmentations on each day, one after the other, as builds of these days would.

    Parameters
    ----------
    specs, declared, custom_rows : DataFrame
        As for `new_fits`; of `specs` the refit interval is set to a month.
    days : list of date
        In order.
    sample_on, features_on : callable
        Like `read_sample` and `read_features` of `new_fits`, of a day.

    Returns
    -------
    steps : DataFrame
        One row per segmentation and day: segment_count of the fit that is active then,
        kept_share, the share of the sample's customers to whom the fit active before and the one
        active now give the same segment (NaN on the first day), status of the day's fit, its reason
        and what it announces (challenger_segment_count, or NaN).
    registry : DataFrame
    """
    specs = specs.assign(refit_every_days=REFIT_EVERY_DAYS)
    registry: pd.DataFrame | None = None
    steps = []
    for day in days:
        before = {name: active_on(registry, specs, name, day) for name in specs.segmentation}
        fresh = new_fits(
            specs,
            declared,
            registry,
            day,
            lambda name, day=day: sample_on(name, day),
            lambda names, day=day: features_on(names, day),
            custom_rows,
        )
        registry = fresh if registry is None else pd.concat([registry, fresh], ignore_index=True)
        for name in specs.segmentation:
            headers = fresh[(fresh.segmentation == name) & (fresh.record == "fit")]
            facts = headers.set_index("measure")
            now = active_on(registry, specs, name, day)
            steps.append(
                {
                    "segmentation": name,
                    "day": day,
                    "segment_count": np.nan if now is None else segment_count(now),
                    "kept_share": kept_share(before[name], now, sample_on(name, day)),
                    "status": facts.text.get("status"),
                    "reason": facts.text.get("reason"),
                    "challenger": facts.value.get("challenger_segment_count", np.nan),
                }
            )
    return pd.DataFrame(steps), registry


def active_on(
    registry: pd.DataFrame | None, specs: pd.DataFrame, segmentation: str, day: date
) -> RegisteredFit | None:
    """The fit that scores a day; None before there is one."""
    spec = specs[specs.segmentation == segmentation].iloc[0].to_dict()
    active = active_fit(fits_of(registry), spec, day)
    return None if active is None else registered_fit(registry[registry.fit_id == active["fit_id"]])


def segment_count(fit: RegisteredFit) -> int:
    """Number of segments of a fit."""
    return len(np.unique(fit.parameters.segment_ids))


def kept_share(
    before: RegisteredFit | None, now: RegisteredFit | None, sample: pd.DataFrame
) -> float:
    """Share of a sample's customers who have the same segment by two fits; NaN without two."""
    if before is None or now is None or sample.empty:
        return np.nan
    segments = [
        fit.segment_of(sample[fit.features].to_numpy(dtype=float, na_value=np.nan))
        for fit in (before, now)
    ]
    return float((segments[0] == segments[1]).mean())


def summary(steps: pd.DataFrame) -> list[dict]:
    """What a table says of each segmentation: its k by month, what stays, what was announced."""
    rows = []
    for name, own in steps.groupby("segmentation"):
        # A refused refit changes nothing, so it would flatter the median.
        kept = own.kept_share[own.status != "rejected"]
        counts = own.segment_count.tolist()
        challengers = own.challenger.tolist()
        changes = [
            (challengers[at - 1] == counts[at], own.day.iloc[at].isoformat())
            for at in range(1, len(counts))
            if counts[at] != counts[at - 1] and counts[at - 1] == counts[at - 1]
        ]
        rows.append(
            {
                "segmentation": name,
                "counts": [None if count != count else int(count) for count in counts],
                "changes": len(changes),
                "changes_announced": sum(is_announced for is_announced, _ in changes),
                "announcements": int(own.challenger.notna().sum()),
                "rejected": int(own.status.eq("rejected").sum()),
                "kept_median": float(kept.median()),
                "kept_least": float(kept.min()),
            }
        )
    return rows


def measure(warehouse: Path, reasons: bool = False) -> dict:
    """Refit what a built warehouse declares on all of its observation dates.

    The warehouse's own views choose the sample, so its `as_of` is set to each of the days: give it
    a copy that nobody else needs.
    """
    connection = duckdb.connect(str(warehouse))
    held: dict[tuple[str, date], pd.DataFrame] = {}

    def sample_on(name: str, day: date) -> pd.DataFrame:
        if (name, day) not in held:
            connection.execute("update calendar.as_of set as_of_date = ?", [day])
            held[name, day] = connection.execute(
                "from fits.fit_samples where segmentation = ?", [name]
            ).df()
        return held[name, day]

    def features_on(names: list[str], day: date) -> pd.DataFrame:
        columns = ", ".join(["customer_id", *names])
        return connection.execute(
            f"select {columns} from features.wide_features where as_of_date = ?", [day]
        ).df()

    days = connection.execute("select as_of_date from features.observation_dates order by 1")
    days = [day for (day,) in days.fetchall()]
    specs = connection.sql("from fits.segmentation_specs").df()
    # Numbers of segments outside the declared ranges are for the record only; they never decide.
    fitting.CANDIDATE_COUNTS = ()
    started = time.process_time()
    steps, _ = refits(
        specs[specs.unmet_needs.isna()],
        connection.sql("from fits.segmentation_features").df(),
        days,
        sample_on,
        features_on,
        connection.sql("from fits.custom_parameters").df(),
    )
    seconds = time.process_time() - started
    if reasons:
        for step in steps.itertuples():
            print(step.segmentation, step.day, f"{step.kept_share:.3f}", step.reason, sep=" | ")
    connection.close()
    return {"days": [f"{day}" for day in days], "cpu": seconds, "rows": summary(steps)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tools.bench.refits", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--reasons", action="store_true", help="print every fit's sentence")
    print(json.dumps(measure(**vars(parser.parse_args()))))
