"""Turn errors of DuckDB and the system about a file into one sentence with the remedy."""

from __future__ import annotations

import re
from pathlib import Path

CANNOT_WRITE = (
    "No space left|Permission denied|not permitted|Read-only|No such file|"
    "It is not a file|It is a URL"
)
UNEVEN = "some of its lines have more or fewer cells than its header, or it is not a CSV"
CSV_ERRORS = "Invalid unicode|unterminated quote|Expected Number of Columns: [0-9]+ Found: [0-9]+"


class CannotPublishError(Exception):
    """Why the published file could not be replaced."""

    # dbt prints the traceback of an error in a Python model; here the sentence is enough.
    __traceback__ = None


def cannot_open(path: str, problem: str) -> str:
    """Say why a warehouse does not open, from the message of DuckDB or the system."""
    if "Could not set lock" in problem:
        holder = re.search(r"PID \d+", problem)
        return (
            f"{path}: another process ({holder[0] if holder else 'unknown'}) has the warehouse "
            "open; let it end, then build again, and point BI tools at the published file."
        )
    if re.search(CANNOT_WRITE, problem):
        return (
            f"{path}: the warehouse cannot be written ({gist(problem)}); set CENTROID_WAREHOUSE to "
            "a path in a folder that has room and may be written to, then build again."
        )
    return (
        f"{path}: the warehouse is damaged or of another version ({gist(problem)}); put its last "
        "backup in its place, or move it away to begin anew, then build again."
    )


def cannot_use_options(problem: str) -> str:
    """Say why DuckDB refuses the options of the profile, from its message."""
    return (
        f"profiles.yml: an option of the warehouse cannot be used ({gist(problem)}); give "
        "CENTROID_MEMORY_LIMIT a size such as 4GB, or correct config_options."
    )


def cannot_name(path: str) -> str:
    """Say why dbt cannot build in a warehouse at this path, although DuckDB opens it."""
    return (
        f"{path}: dbt cannot name a warehouse of this path; set CENTROID_WAREHOUSE to a path "
        "without # ; ? whose file name has no quotes and is not main, temp or system, then build "
        "again."
    )


def cannot_publish_to(path: str | Path, cause: str) -> str:
    """Say why nothing can be published to a path, from the state of the path."""
    return (
        f"{path}: the published file cannot be here: {cause}; set CENTROID_PUBLISHED to the path "
        "of another file, or move away what is there, then build again."
    )


def cannot_publish(path: str | Path, problem: str) -> str:
    """Say why the published file was not replaced, from the message of DuckDB or the system."""
    return (
        f"{path}: the published file cannot be replaced ({gist(problem)}) and is still the last "
        "good one; make room in its folder and let dbt write there, then build again."
    )


def gist(message: str) -> str:
    """An error of DuckDB on one line, without its advice and without values of the data."""
    if "Error when sniffing file" in message:
        return UNEVEN
    if line := re.search(r"CSV Error on Line: (\d+)", message):
        # The message also quotes the line of the file, which must not be printed.
        kind = re.search(CSV_ERRORS, message)
        return f"line {line[1]}: {kind[0]}" if kind else f"line {line[1]}"
    cause = message.split("Original error: ")[-1].strip().splitlines()[0]
    return re.sub(r"^[\w ]+ Error: |: value \".*|[.!]$", "", cause)
