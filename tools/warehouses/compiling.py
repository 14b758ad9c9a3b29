"""The project compiled with a warehouse's own adapter, which is never connected.

`python -m tools.warehouses.compiling snowflake folder` leaves a JSON file with every node's SQL.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import types
from pathlib import Path

import yaml
from dbt.adapters.factory import get_adapter_class_by_name, load_plugin
from dbt.cli.main import dbtRunner
from dbt.task.compile import CompileTask

from tools.warehouses.missing import PREFIXES, ROOT, gaps, placeholders

FOLDERS = ["models", "python_models", "macros", "seeds", "tests", "analyses"]
# No host, account or project of these exists.
PROFILES = {
    "snowflake": {
        "account": "none",
        "user": "nobody",
        "password": "none",
        "database": "centroid",
        "warehouse": "none",
    },
    "bigquery": {
        "method": "oauth-secrets",
        "token": "none",
        "project": "centroid",
    },
    "databricks": {
        "host": "none.invalid",
        "http_path": "/none",
        "token": "none",
        "catalog": "centroid",
    },
    "sparkpy": {"method": "session", "host": "NA"},
}
# What a model looks like when its table is not there yet, and when it is.
FORMS = {"first": False, "later": True}


def lay_out(warehouse: str, folder: Path) -> Path:
    """A copy of the project in a folder, with a profile and placeholders for missing macros."""
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    for name in FOLDERS:
        (project / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copy(ROOT / ".dbtignore", project)
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    settings["macro-paths"] = ["macros", "placeholders"]
    # It looks at the input files and tables, which are in the warehouse.
    del settings["on-run-start"]
    (project / "dbt_project.yml").write_text(yaml.safe_dump(settings))
    (project / "placeholders").mkdir()
    (project / "placeholders" / "placeholders.sql").write_text(
        placeholders(warehouse, gaps(warehouse))
    )
    output = {"type": warehouse, "schema": "main", "threads": 1, **PROFILES[warehouse]}
    profiles = {"centroid": {"target": warehouse, "outputs": {warehouse: output}}}
    (project / "profiles.yml").write_text(yaml.safe_dump(profiles))
    return project


def disconnect(adapter: type, tables_are_there: bool) -> None:
    """Answer without a connection what compiling asks: is a table there, what can the runtime do.

    What wants more than that fails, and the node with it.
    """

    def get_relation(self, database=None, schema=None, identifier=None, **kwargs):
        if not tables_are_there:
            return None
        return self.Relation.create(
            database=database, schema=schema, identifier=identifier, type="table"
        )

    def refuse(self, sql="", *args, **kwargs):
        raise RuntimeError(f"compiling wants to read the warehouse: {sql}")

    adapter.get_relation = get_relation
    adapter.list_relations = lambda self, *args, **kwargs: []
    adapter.execute = refuse
    # Asked by dbt-databricks alone: the answer of a SQL warehouse of today.
    adapter.has_dbr_capability = lambda self, name: True


def compiled(warehouse: str, project: Path, form: str) -> list[dict]:
    """Every node of the project as the adapter compiles it.

    Parameters
    ----------
    warehouse : str
        An adapter's type.
    project : Path
        As `lay_out` left it.
    form : str
        A key of `FORMS`.

    Returns
    -------
    list of dict
        One per model, data test and analysis: name, kind, language, form, sql (None where it did
        not compile) and message.
    """
    if warehouse == "sparkpy":
        # dbt-spark only asks whether it can be imported.
        sys.modules.setdefault("pyspark", types.ModuleType("pyspark"))
    load_plugin(warehouse)
    # One failure is not to hide the others.
    CompileTask.raise_on_first_error = lambda self: False
    disconnect(get_adapter_class_by_name(warehouse), FORMS[form])
    command = ["--quiet", "compile", "--project-dir", str(project), "--profiles-dir", str(project)]
    command += ["--no-populate-cache", "--no-introspect", "--no-partial-parse", "--no-defer"]
    result = dbtRunner().invoke([*command, "--target-path", str(project / "target" / form)])
    if result.result is None:
        raise SystemExit(f"{warehouse}: {result.exception}")
    nodes = []
    for outcome in result.result.results:
        node = outcome.node
        if node.resource_type not in ("model", "test", "analysis"):
            continue
        nodes.append(
            {
                "name": node.name,
                "kind": str(node.resource_type),
                "language": node.language,
                "form": form,
                "sql": node.compiled_code if outcome.status == "success" else None,
                "message": outcome.message or str(outcome.status),
            }
        )
    return nodes


def main() -> None:
    """Compile both forms, one process each, since dbt keeps its adapters for good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", choices=PREFIXES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--form", choices=FORMS, default="first")
    arguments = parser.parse_args()
    os.environ["DBT_LOG_PATH"] = str(arguments.folder / "logs")
    project = lay_out(arguments.warehouse, arguments.folder)
    nodes = compiled(arguments.warehouse, project, arguments.form)
    (arguments.folder / f"{arguments.form}.json").write_text(json.dumps(nodes, indent=1))


if __name__ == "__main__":
    main()
