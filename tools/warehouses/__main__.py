"""`python -m tools.warehouses`: compile, check, and write the counts into docs/warehouses."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from tools.warehouses import checking
from tools.warehouses.compiling import FORMS
from tools.warehouses.missing import ROOT, gaps

WAREHOUSES = {"snowflake": "Snowflake", "bigquery": "BigQuery", "databricks": "Databricks"}
# sqlfluff takes minutes for sixty-eight copies of one select (as .sqlfluffignore says).
NOT_LINTED = {"segment_profiles"}
BLOCK = re.compile(r"(<!-- make compile-warehouses: begin -->\n).*?(<!-- end -->)", re.S)


def nodes_of(warehouse: str, folder: Path, compile_again: bool) -> list[dict]:
    """What an adapter compiles of the project, in both forms."""
    nodes = []
    for form in FORMS:
        written = folder / warehouse / f"{form}.json"
        if compile_again or not written.exists():
            written.parent.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "tools.warehouses.compiling", warehouse]
            subprocess.run([*command, str(written.parent), "--form", form], cwd=ROOT, check=True)
        nodes += json.loads(written.read_text())
    return nodes


def statements(nodes: list[dict], kind: str) -> dict[str, set[str]]:
    """The SQL of each node of a kind: one text, or two where its forms differ."""
    found = {}
    for node in nodes:
        if node["kind"] == kind and node["language"] == "sql":
            found.setdefault(node["name"], set()).add(node["sql"])
    return found


def counted(errors: dict[str, set[str | None]]) -> str:
    """How many nodes have no error in any form, of how many; and the names of the others."""
    bad = sorted(name for name, found in errors.items() if found != {None})
    names = f"; not {', '.join(f'`{name}`' for name in bad)}" if bad else ""
    return f"{len(errors) - len(bad)} of {len(errors)}{names}"


def same_as_on_spark(models: dict[str, set[str]], on_spark: dict[str, set[str]]) -> str:
    """How many models have the same text as on Spark, database and quotes of names aside."""

    def bare(found: set[str]) -> set[str]:
        return {sql.replace("`centroid`.", "").replace("`", "") for sql in found if sql}

    same = sum(bare(found) == bare(on_spark[name]) for name, found in models.items())
    return f"{same} of {len(models)}"


def measured(warehouse: str, nodes: list[dict], on_spark: list[dict]) -> list[tuple[str, str]]:
    """The rows of a warehouse's table: what was counted, and the count."""
    models = statements(nodes, "model")
    tests = statements(nodes, "test")
    compiled = {name: found for name, found in models.items() if None not in found}
    missing = {
        name: set().union(*map(checking.placeholders_in, found)) for name, found in compiled.items()
    }
    rows = [
        ("SQL models that compile", counted(compile_errors(models))),
        ("data tests that compile", counted(compile_errors(tests))),
        (
            "models that need no missing macro",
            f"{sum(not names for names in missing.values())} of {len(models)}",
        ),
        (f"models that sqlglot {version('sqlglot')} parses", parsed(compiled, warehouse)),
    ]
    if warehouse == "bigquery":
        rows += googlesql_rows(compiled)
    if warehouse == "databricks":
        same = same_as_on_spark(compiled, statements(on_spark, "model"))
        rows.append(("models whose SQL is that of Spark, names of the database aside", same))
    findings = {
        name: sum((checking.sqlfluff_findings(sql, warehouse) for sql in found), Counter())
        for name, found in compiled.items()
        if name not in NOT_LINTED
    }
    unparsed = {name: {"PRS" if found["PRS"] else None} for name, found in findings.items()}
    total = sum(findings.values(), Counter())
    total.pop("PRS", None)
    rules = ", ".join(f"{code} {count}" for code, count in sorted(total.items())) or "none"
    return [
        *rows,
        (f"models that sqlfluff {version('sqlfluff')} parses", counted(unparsed)),
        (f"findings of its rules {checking.RULES.replace(',', ', ')}", rules),
    ]


def compile_errors(nodes: dict[str, set[str | None]]) -> dict[str, set[str | None]]:
    """The nodes with None where SQL is, and a word where there is none."""
    return {
        name: {None if sql is not None else "none" for sql in found}
        for name, found in nodes.items()
    }


def parsed(models: dict[str, set[str]], dialect: str) -> str:
    """How many models sqlglot parses."""
    errors = {
        name: {checking.sqlglot_error(sql, dialect) for sql in found}
        for name, found in models.items()
    }
    return counted(errors)


def googlesql_rows(models: dict[str, set[str]]) -> list[tuple[str, str]]:
    """What GoogleSQL's parser, and its list of functions and types, say of models."""
    errors = {
        name: {checking.googlesql_error(sql) for sql in found} for name, found in models.items()
    }
    unknown = {
        name: set().union(*map(checking.unknown_to_googlesql, found))
        for name, found in models.items()
    }
    uses = Counter(each for names in unknown.values() for each in names)
    listed = ", ".join(f"`{name}` {count}" for name, count in sorted(uses.items()))
    return [
        (f"models that GoogleSQL's parser (zetasql {version('zetasql')}) parses", counted(errors)),
        ("functions and types that GoogleSQL has not, and models that use them", listed or "none"),
        (
            "models without any of these, of any missing macro, and that GoogleSQL parses",
            str(
                sum(
                    not unknown[name]
                    and errors[name] == {None}
                    and not any(map(checking.placeholders_in, found))
                    for name, found in models.items()
                )
            )
            + f" of {len(models)}",
        ),
    ]


def table(warehouse: str, rows: list[tuple[str, str]]) -> str:
    """A Markdown table, under the versions that it was counted with."""
    lines = "".join(f"| {what} | {count} |\n" for what, count in rows)
    used = f"dbt-core {version('dbt-core')}, dbt-{warehouse} {version(f'dbt-{warehouse}')}"
    absent = ", ".join(f"`{gap.name}`" for gap in gaps(warehouse))
    return f"| counted with {used} | |\n|---|---|\n{lines}| macros that are missing | {absent} |\n"


def main() -> None:
    """Write each warehouse's table into its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "warehouses")
    parser.add_argument("--only", choices=WAREHOUSES, help="leave the other pages as they are")
    parser.add_argument("--keep", action="store_true", help="check what was compiled before")
    arguments = parser.parse_args()
    folder = arguments.folder.absolute()
    on_spark = nodes_of("sparkpy", folder, not arguments.keep)
    for warehouse, title in WAREHOUSES.items():
        if arguments.only not in (None, warehouse):
            continue
        nodes = nodes_of(warehouse, folder, not arguments.keep)
        rows = measured(warehouse, nodes, on_spark)
        page = ROOT / "docs" / "warehouses" / f"{warehouse}.md"
        text = table(warehouse, rows)
        page.write_text(
            BLOCK.sub(lambda found, text=text: found[1] + text + found[2], page.read_text())
        )
        print(f"{title}\n{text}")


if __name__ == "__main__":
    main()
