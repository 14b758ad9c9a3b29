"""Choose the number of segments k: gates, then what is in use, then stability and separation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

# A smaller difference in separation is a tie. A larger limit finds too few segments: 0.005 already
# merges two of the known groups in 2 of 60 generated samples.
TIE = 0.001
# A segment found again with this similarity is stable, according to Hennig (2007), Cluster-wise
# assessment of cluster stability, Comput. Stat. Data Anal. 52.
CLEARLY_STABLE = 0.75
# How long a number of segments that took the place of another is safe from one that separates
# better. In a shop of seasons the best separation goes round with the year.
SAFE_DAYS = 365
# Up to this silhouette there is no substantial structure, according to Kaufman and Rousseeuw
# (1990), Finding Groups in Data.
NO_STRUCTURE = 0.25


@dataclass(frozen=True)
class Gates:
    """The minimum size and stability of every segment of a candidate.

    Attributes
    ----------
    minimum_share : float
        Share of the sample that the smallest segment must hold, from 0 to 0.5.
    minimum_stability : float
        Stability, from 0 to 1, that the least stable segment must reach. Hennig (2007) calls a
        cluster dissolved up to 0.5 and reads 0.75 as stable.
    """

    minimum_share: float
    minimum_stability: float


@dataclass(frozen=True)
class InUse:
    """What a refit finds in use, and what the refit before announced.

    Attributes
    ----------
    segment_count : int
        Number of segments of the active fit.
    day : date
        The day of the refit.
    announced : int or None
        The number of segments that the refit before announced; None if it announced none.
    since : date or None
        The day of the first of the refits in a row that announced it.
    changed_on : date or None
        The day on which the number took the place of another; None if the first fit chose it.
    """

    segment_count: int
    day: date
    announced: int | None = None
    since: date | None = None
    changed_on: date | None = None

    @property
    def is_safe(self) -> bool:
        """Whether the number took the place of another less than a year ago."""
        return self.changed_on is not None and (self.day - self.changed_on).days < SAFE_DAYS


@dataclass(frozen=True)
class Choice:
    """The number of segments chosen.

    Attributes
    ----------
    segment_count : int
    passed : bool
        Whether it passes the gates.
    reason : str
        Which rule decided, in one sentence.
    challenger : int or None
        The number of segments to which the next refit changes if it finds the same again.
    since : date or None
        The day from which on refits have found so.
    announcement : str or None
        The same in one sentence, as it is in `reason`.
    """

    segment_count: int
    passed: bool
    reason: str
    challenger: int | None = None
    since: date | None = None
    announcement: str | None = None


def most_stable(candidates: pd.DataFrame) -> pd.DataFrame:
    """The clearly stable candidates, or all if none is clearly stable."""
    clearly = candidates[candidates.stability >= CLEARLY_STABLE]
    return clearly if len(clearly) else candidates


def best_separated(candidates: pd.DataFrame) -> pd.Series:
    """The candidate with the highest simplified silhouette; a tie goes to fewer segments."""
    highest = candidates.simplified_silhouette.max()
    tied = candidates
    if highest == highest:
        tied = candidates[candidates.simplified_silhouette >= highest - TIE]
    return tied.sort_values("segment_count").iloc[0]


def listed(counts: pd.Series) -> str:
    """Segment counts as text, such as ``k = 4, 5``."""
    return "k = " + ", ".join(str(int(count)) for count in sorted(counts))


def choose(
    candidates: pd.DataFrame,
    minimum: int,
    maximum: int,
    gates: Gates,
    in_use: InUse | None = None,
) -> Choice:
    """Choose k within a range.

    A silhouette alone is misled by skewed data, where a few big spenders are far from everybody
    else. So first every segment must be large and stable enough: the gates.

    - The first choice is among the candidates that pass, and those with a stability of 0.75 and
      more before the others: the highest simplified silhouette wins; within 0.001 of it, the fewest
      segments. If no candidate passes, those closest to passing compete. How close a candidate is,
      is the lower of the ratios of its two measures to their gates.
    - A refit keeps the number in use. Another one takes its place if two refits in a row find it
      better: it passes, and either separates better by more than the sampling error, without being
      less than clearly stable where the one in use is clearly stable, and the one in use did not
      itself take the place of another in the last 365 days; or the one in use does not
      pass. The first of the two announces it. The number in use passes the gate of stability within
      the sampling error.

    Parameters
    ----------
    candidates : DataFrame
        A row per k, in any order, with segment_count and the measures of `judge`; in a refit also
        stability_error, separation_lead over the number in use and its standard error,
        separation_lead_error. A NaN passes no gate, and leads nowhere.
    minimum, maximum : int
        The range of k. A single segment is never chosen.
    gates : Gates
        What every segment must reach.
    in_use : InUse or None
        Of a refit; None for the first choice, and after a change of the specification.

    Returns
    -------
    Choice
        In a refit whose number in use does not pass, that number, not passed.

    Raises
    ------
    ValueError
        If no candidate lies within the range.
    """
    inside = candidates[candidates.segment_count.between(max(minimum, 2), maximum)]
    if not len(inside):
        raise ValueError(f"no candidate has {max(minimum, 2)} to {maximum} segments")
    inside = inside.sort_values("segment_count").reset_index(drop=True)
    large = inside.smallest_share >= gates.minimum_share
    stable = inside.stability >= gates.minimum_stability
    is_asked_for = minimum == maximum
    if in_use is not None and not (inside.segment_count == in_use.segment_count).any():
        in_use = None
    if in_use is not None and not is_asked_for:
        # A stability a little below the gate says as little as one a little above it. If every
        # month told otherwise, no number of segments would stay.
        nearly = inside.stability + inside.stability_error >= gates.minimum_stability
        stable |= nearly & (inside.segment_count == in_use.segment_count)
    challenger = since = news = None
    if is_asked_for:
        chosen, verdict = inside.iloc[0], "is what was asked for"
    elif in_use is None:
        chosen, verdict = first_choice(inside, large, stable, gates)
    else:
        chosen, challenger, verdict = refit_choice(inside, large & stable, in_use)
    missed = []
    if not large[chosen.name]:
        missed.append(
            f"smallest share {chosen.smallest_share:.2%} is below {gates.minimum_share:.2%}"
        )
    if not stable[chosen.name]:
        missed.append(f"stability {chosen.stability:.3f} is below {gates.minimum_stability:.3f}")
    if missed:
        verdict += f", but its {' and its '.join(missed)}"
    elif chosen.stability < gates.minimum_stability:
        verdict += (
            f"; its stability is below {gates.minimum_stability:.3f} by less than the sampling "
            f"error of {chosen.stability_error:.3f}"
        )
    reason = (
        f"k = {int(chosen.segment_count)} {verdict}: silhouette {chosen.silhouette:.3f}, "
        f"simplified silhouette {chosen.simplified_silhouette:.3f}, "
        f"stability {chosen.stability:.3f}, smallest share {chosen.smallest_share:.2%}"
    )
    if challenger is not None:
        count = int(challenger.segment_count)
        since = in_use.since if count == in_use.announced else in_use.day
        better = "passed, and the number in use not," if missed else "separated better"
        news = f"k = {count} has {better} since {since}"
        if not missed:
            news += (
                f", now by {challenger.separation_lead:.3f} with a sampling error of "
                f"{challenger.separation_lead_error:.3f}"
            )
        news += "; a refit that finds the same again changes to it"
        reason += f"; {news}"
    if chosen.silhouette <= NO_STRUCTURE:
        reason += f"; a silhouette up to {NO_STRUCTURE} means no substantial structure"
    if not large.all() and not is_asked_for:
        small = listed(inside.segment_count[~large])
        reason += f"; a smallest share below {gates.minimum_share:.2%} refuses {small}"
    if not stable.all() and not is_asked_for:
        loose = listed(inside.segment_count[~stable])
        reason += f"; a stability below {gates.minimum_stability:.3f} refuses {loose}"
    return Choice(
        int(chosen.segment_count),
        not missed,
        f"{reason}.",
        challenger=None if challenger is None else int(challenger.segment_count),
        since=since,
        announcement=None if news is None else f"{news}.",
    )


def first_choice(
    inside: pd.DataFrame, large: pd.Series, stable: pd.Series, gates: Gates
) -> tuple[pd.Series, str]:
    """The candidate chosen where none is in use, and which rule decided."""
    passing = inside[large & stable]
    if len(passing):
        rivals = most_stable(passing)
        chosen = best_separated(rivals)
        of_which = f"pass ({listed(rivals.segment_count)})"
        if len(rivals) < len(passing):
            others = passing.segment_count[~passing.index.isin(rivals.index)]
            of_which = (
                f"pass with a stability of {CLEARLY_STABLE} and more "
                f"({listed(rivals.segment_count)}; with less {listed(others)})"
            )
        verdict = f"separates best of those that {of_which}"
        if chosen.simplified_silhouette < rivals.simplified_silhouette.max():
            verdict += ", as fewer segments go first at a tie"
        return chosen, verdict
    # Everything but NaN passes a gate of zero, so its ratio is 1.
    reached = pd.DataFrame(
        {
            "share": inside.smallest_share / (gates.minimum_share or 1.0),
            "stability": inside.stability / (gates.minimum_stability or 1.0),
        }
    )
    reached = reached.mask(pd.DataFrame({"share": large, "stability": stable}), 1.0)
    closest = reached.fillna(0.0).min(axis=1)
    return best_separated(inside[closest == closest.max()]), "comes closest to passing"


def refit_choice(
    inside: pd.DataFrame, passes: pd.Series, in_use: InUse
) -> tuple[pd.Series, pd.Series | None, str]:
    """The candidate that a refit takes, the one that it announces, and which rule decided."""
    own = inside[inside.segment_count == in_use.segment_count].iloc[0]
    better = passes & (inside.segment_count != own.segment_count)
    if passes[own.name]:
        better &= inside.separation_lead > inside.separation_lead_error
        better &= not in_use.is_safe
        if own.stability >= CLEARLY_STABLE:
            better &= inside.stability >= CLEARLY_STABLE
    challengers = inside[better]
    again = challengers[challengers.segment_count == in_use.announced]
    if len(again):
        verdict = (
            f"takes the place of k = {in_use.segment_count}, as it has been better since "
            f"{in_use.since}, at two refits in a row"
        )
        return again.iloc[0], None, verdict
    if not len(challengers):
        verdict = "is kept"
        if passes[own.name] and in_use.is_safe:
            verdict += f", as it took the place of another on {in_use.changed_on}, within a year"
        elif passes[own.name]:
            verdict += ", as no other is better by more than the sampling error"
        if in_use.announced is not None:
            verdict += f" (k = {in_use.announced}, announced on {in_use.since}, is not any more)"
        return own, None, verdict
    return own, best_separated(most_stable(challengers)), "is kept for now"
