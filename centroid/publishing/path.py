"""Check the path of the published file, and find the files that belong to it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from centroid.errors import cannot_publish, cannot_publish_to

IS_WAREHOUSE = "it is the warehouse, or the name of a file that DuckDB keeps beside the warehouse"


def path_problem(path: str, warehouse: str, schemas: Iterable[str]) -> str:
    """Say why nothing can be published to a path.

    Parameters
    ----------
    path : str
        Where the published file is to be.
    warehouse : str
        The warehouse's file.
    schemas : iterable of str
        The schemas of the tables to publish.

    Returns
    -------
    str
        A sentence; empty if no problem is known.
    """
    try:
        cause = unfitness(path, warehouse, schemas)
    except OSError as error:
        return cannot_publish(path, error.strerror)
    return cannot_publish_to(path, cause) if cause else ""


def unfitness(path: str, warehouse: str, schemas: Iterable[str]) -> str:
    """What is wrong with a path; empty where nothing is."""
    if re.match(r":memory:|\w[\w+.-]*:", path):
        return "it is a URL, not the path of a file"
    target, catalog = resolved(path), catalog_of(path)
    if "?" in str(target):
        return "DuckDB writes no file whose path has a question mark"
    if catalog in schemas:
        return f"readers could not tell the file {catalog} from its schema {catalog}"
    if belongs_to(path, warehouse):
        return IS_WAREHOUSE
    if not target.parent.is_dir():
        return f"{target.parent} is not a folder"
    if target.is_dir():
        return "it is a folder"
    exists = is_there(target)
    if exists and not (target.is_file() and may_be_replaced(target)):
        return "what is there was not published by Centroid"
    with tempfile.NamedTemporaryFile(dir=target.parent) as trial:
        try:
            if exists:
                take_over(target, Path(trial.name))
        except PermissionError:
            return "a new file could not have the owner and group of the one that is there"
    return ""


def published_path() -> str:
    """Where this project publishes, unless a host project says otherwise."""
    return os.environ.get("CENTROID_PUBLISHED", "warehouse/published.duckdb")


def resolved(path: str | Path) -> Path:
    """The file itself, if a path is a link or leads through links."""
    return Path(os.path.realpath(path))


def is_there(path: Path) -> bool:
    """Whether anything is at a path; an error if that is unknown, as in a loop of links."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def fresh_file(target: Path) -> Path:
    """Path of the new file: beside the old one, so that it can be renamed."""
    return target.with_name(target.name + ".tmp")


def logs(database: str | Path) -> list[Path]:
    """The write-ahead log of a DuckDB file, and the names it has during a checkpoint."""
    return [Path(f"{database}.wal{suffix}") for suffix in ("", ".checkpoint", ".recovery")]


def belongs_to(path: str, warehouse: str) -> bool:
    """True if publishing would replace or remove the warehouse, or a file that belongs to it."""
    target, kept = resolved(path), resolved(warehouse)
    written = [target, *logs(target), fresh_file(target), *logs(fresh_file(target))]
    # DuckDB spills to a folder of the same name as the new file.
    needed = [kept, *logs(kept), fresh_file(kept)]
    return bool({*map(identity, written)} & {*map(identity, needed)})


def identity(path: Path) -> tuple[int, int] | str:
    """An identity that all paths to one file share, including hard links."""
    try:
        found = path.stat()
    except OSError:
        return str(path)
    return found.st_dev, found.st_ino


def catalog_of(path: str) -> str:
    """The name that DuckDB gives the database of a file, in lower case."""
    return Path(path).name.lstrip(".").split(".")[0].lower()


def may_be_replaced(file: Path) -> bool:
    """Whether a file is empty, was published, or is a database that cannot be opened."""
    with file.open("rb") as opened:
        head = opened.read(12)
    if head[8:] != b"DUCK":
        return not head
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            connection.execute("select build_id from main.published_tables")
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    except duckdb.Error:
        return True
    return True


def take_over(file: Path, fresh: Path) -> None:
    """Give a new file the owner, group, mode and further attributes of the one it replaces."""
    old, new = file.stat(), fresh.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(fresh, old.st_uid, old.st_gid)
    shutil.copystat(file, fresh)
    # Programs that watch the file notice that it is new.
    os.utime(fresh)
