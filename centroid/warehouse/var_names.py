"""Names of vars that are nearly one of ours, which dbt would pass over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dbt.clients.yaml_helper import load_yaml_text
from dbt_common.exceptions import DbtBaseException

VARS = (
    "inputs",
    "schema_prefix",
    "time_zone",
    "findings",
    "equal_lines",
    "as_of_date",
    "allow_late_as_of_date",
    "keep_look",
    "history_months",
    "minimum_cell",
    "locale",
    "maximum_units_per_line",
    "category_groups",
    "half_life_days",
    "features_to_adopt",
    "area_features",
    "lifecycle",
    "window",
    "rfm",
    "segmentations",
    "monitoring",
    "refit",
)


def distance(one: str, other: str) -> int:
    """Letters to change, add or take away (Levenshtein, 1966)."""
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one, start=1):
        before, row = row, [line]
        for column, other_letter in enumerate(other, start=1):
            changed = before[column - 1] + (letter != other_letter)
            row.append(min(changed, before[column] + 1, row[-1] + 1))
    return row[-1]


def misspelled(names: Iterable[str]) -> dict[str, str]:
    """Names that are one letter, or of long ones two, from one of ours, with the one meant.

    Parameters
    ----------
    names : iterable of str
        Names of vars.

    Returns
    -------
    dict of str to str
        Those that are none of ours but nearly one, and that one.
    """
    found = {}
    for name in (name for name in names if name not in VARS):
        meant = min(VARS, key=lambda own: (distance(name, own), own))
        if distance(name, meant) <= (2 if len(meant) > 7 else 1) and len(meant) > 4:
            found[name] = meant
    return found


def misspelled_vars(project_file: Path, given: Mapping[str, object] | None = None) -> list[str]:
    """What to print of the vars of a project file and of those given with `--vars`.

    Parameters
    ----------
    project_file : Path
        A dbt_project.yml; one that cannot be read, or has no vars, has none to print.
    given : mapping, optional
        The vars of the command line.

    Returns
    -------
    list of str
        A sentence each.
    """
    try:
        declared = load_yaml_text(project_file.read_text())["vars"]
    except (OSError, KeyError, TypeError, UnicodeDecodeError, DbtBaseException):
        declared = None
    return [
        f"{place}: var '{name}' is not one of Centroid's and changes nothing; is {meant} meant?"
        for place, names in [(project_file.name, declared), ("--vars", given)]
        for name, meant in misspelled(map(str, names_in(names))).items()
    ]


def names_in(declared: object) -> list:
    """The names of vars that are for all projects, and for this one."""
    if not isinstance(declared, dict):
        return []
    own = declared.get("centroid")
    return [*declared, *(own if isinstance(own, dict) else ())]
