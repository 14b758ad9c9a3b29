"""Which of the project's dispatched macros an adapter finds no implementation for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The prefixes that dbt's dispatch tries, in its order.
PREFIXES = {
    "snowflake": ("snowflake", "default"),
    "bigquery": ("bigquery", "default"),
    "databricks": ("databricks", "spark", "default"),
    # The engine that the project runs on: what the others are compared with.
    "sparkpy": ("sparkpy", "spark", "default"),
}
# Methods that only this project's own adapter for Spark has.
OWN_METHODS = ("adapter.found_file",)

# Parameters that are text of the configuration, not SQL.
NOT_SQL = ("path", "pattern", "zone")

COMMENT = re.compile(r"\{#.*?#\}", re.S)
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\((.*?)\)\s*-?%\}(.*?)\{%-?\s*endmacro\s*-?%\}", re.S)
# Without a namespace: what dbt dispatches itself, its adapters have.
DISPATCHED = re.compile(r"adapter\.dispatch\('(\w+)'\)")


@dataclass(frozen=True)
class Gap:
    """A macro without an implementation.

    Attributes
    ----------
    name : str
        What models call it.
    parameters : tuple of str
        Its parameters, in order.
    is_query : bool
        Whether the implementations for other engines are queries, not expressions.
    """

    name: str
    parameters: tuple[str, ...]
    is_query: bool


def macros_of(folder: Path) -> dict[str, tuple[str, str]]:
    """Every macro below a folder: its parameters and its body, without comments, by name."""
    found = {}
    for path in sorted(folder.rglob("*.sql")):
        for name, parameters, body in MACRO.findall(COMMENT.sub("", path.read_text())):
            found[name] = parameters, body.strip()
    return found


def gaps(warehouse: str, folder: Path = ROOT / "macros") -> list[Gap]:
    """The dispatched macros that have no implementation for a warehouse.

    Parameters
    ----------
    warehouse : str
        A key of `PREFIXES`.
    folder : Path
        Where the macros are.

    Returns
    -------
    list of Gap
        In alphabetical order. An implementation that calls a method of this project's own adapter
        for Spark counts as none.
    """
    macros = macros_of(folder)
    dispatched = sorted({name for _, body in macros.values() for name in DISPATCHED.findall(body)})
    return [
        Gap(name, tuple(parameter_names(macros[name][0])), is_query(name, macros))
        for name in dispatched
        if not any(
            is_usable(macros.get(f"{prefix}__{name}"), warehouse) for prefix in PREFIXES[warehouse]
        )
    ]


def is_usable(macro: tuple[str, str] | None, warehouse: str) -> bool:
    """Whether there is a macro, and the warehouse's adapter has what it calls."""
    if macro is None or warehouse == "sparkpy":
        return macro is not None
    return not any(method in macro[1] for method in OWN_METHODS)


def parameter_names(parameters: str) -> list[str]:
    """Names of a macro's parameters, without their defaults."""
    return [part.split("=")[0].strip() for part in parameters.split(",") if part.strip()]


def is_query(name: str, macros: dict[str, tuple[str, str]]) -> bool:
    """Whether any implementation of a macro begins with select."""
    bodies = [body for other, (_, body) in macros.items() if other.endswith(f"__{name}")]
    return any(body.startswith("select") for body in bodies)


def placeholders(warehouse: str, missing: Iterable[Gap]) -> str:
    """Macros that let the rest compile: each is a call of a function that does not exist.

    Parameters
    ----------
    warehouse : str
        The prefix of the macros.
    missing : iterable of Gap
        What to write them for.

    Returns
    -------
    str
        Text of a macro file. A placeholder calls `missing__<name>` on the SQL that it was given.
    """
    written = []
    for gap in missing:
        given = " + ".join(map(sql_given, gap.parameters)) or "[]"
        call = f"missing__{gap.name}({{{{ ({given}) | join(', ') }}}})"
        body = f"select * from {call}" if gap.is_query else call
        signature = f"{warehouse}__{gap.name}({', '.join(gap.parameters)})"
        written.append(f"{{% macro {signature} %}}{body}{{% endmacro %}}\n")
    return "".join([SQL_GIVEN, *written])


def sql_given(parameter: str) -> str:
    """Jinja that makes a list of SQL expressions of a macro's argument."""
    value = f"text_literal({parameter})" if parameter in NOT_SQL else parameter
    return f"sql_given({value})"


# A macro's argument is an expression, a list of them, or a mapping from names to them.
SQL_GIVEN = """{% macro sql_given(argument) %}
{%- if argument is mapping -%}{{ return(argument.values() | map('string') | list) }}
{%- elif argument is string -%}{{ return([argument]) }}
{%- elif argument is iterable -%}{{ return(argument | map('string') | list) }}
{%- endif -%}
{{ return([argument | string]) }}
{% endmacro %}
"""
