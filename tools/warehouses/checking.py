"""What parsers that need no connection say of the compiled SQL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import sqlglot
from sqlfluff.core import FluffConfig, Linter
from sqlglot.tokens import TokenType
from zetasql.api import Analyzer, CatalogBuilder, Parser
from zetasql.types import (
    AnalyzerOptions,
    LanguageOptions,
    ProductMode,
    ZetaSQLBuiltinFunctionOptions,
)

# Rules that can point at a mistake. The text of the source is linted elsewhere; what Jinja leaves
# of its layout is nobody's.
RULES = "AL04,AM01,AM02,AM05,AM06,AM07,AM08,RF01"
# BigQuery has these for INT64; the analyzer by itself has not.
BIGQUERY_ALIASES = {"int", "smallint", "integer", "bigint", "tinyint", "byteint"}
PLACEHOLDER = re.compile(r"\bmissing__(\w+)")


def placeholders_in(sql: str) -> set[str]:
    """Names of the missing macros that SQL calls for."""
    return set(PLACEHOLDER.findall(sql))


def sqlglot_error(sql: str, dialect: str) -> str | None:
    """Why sqlglot cannot parse SQL in a dialect, or None."""
    try:
        sqlglot.parse(sql, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:
        return first_line(error)
    return None


def googlesql_error(sql: str) -> str | None:
    """Why GoogleSQL's own parser, which is BigQuery's, cannot parse SQL, or None."""
    try:
        Parser.parse_statement_static(sql, options=language())
    # The package raises classes of its own for what the parser, compiled to WebAssembly, says.
    except Exception as error:
        return first_line(error)
    return None


def sqlfluff_findings(sql: str, dialect: str) -> Counter:
    """How often sqlfluff finds what; PRS is what it cannot parse."""
    found = linter(dialect).lint_string(sql + "\n").violations
    return Counter(violation.rule_code() for violation in found)


def unknown_to_googlesql(sql: str) -> set[str]:
    """Functions and types of a statement that GoogleSQL's analyzer has not.

    Parameters
    ----------
    sql : str
        A statement that sqlglot can tokenize.

    Returns
    -------
    set of str
        Names of functions, and types as they are written. Placeholders are left out.
    """
    functions, types = names_in(sql)
    unknown = {name for name in functions if "Function not found" in analyzed(f"{name}()")}
    return unknown | {
        name
        for name in types - BIGQUERY_ALIASES
        if re.search("Type not found|NUMERIC", analyzed(f"cast(null as {name})"))
    }


def names_in(sql: str) -> tuple[set[str], set[str]]:
    """Names of the functions that SQL calls, and the types that it casts to."""
    try:
        tokens = sqlglot.tokenize(sql, dialect="bigquery")
    except sqlglot.errors.TokenError:
        return set(), set()
    functions, types, opened = set(), set(), []
    for place, token in enumerate(tokens):
        if token.token_type == TokenType.L_PAREN:
            name = tokens[place - 1].text.lower() if place else ""
            opened.append(name)
            # decimal(18, 4) and the like.
            is_type = place > 1 and tokens[place - 2].token_type == TokenType.ALIAS
            if re.fullmatch(r"(?!missing__)[a-z_]\w*", name) and not is_type:
                functions.add(name)
        elif token.token_type == TokenType.R_PAREN and opened:
            opened.pop()
        elif token.token_type == TokenType.ALIAS and opened and opened[-1].endswith("cast"):
            types.add(type_from(tokens[place + 1 :]))
    return functions, types


def type_from(tokens: Iterable) -> str:
    """The type that tokens begin with, up to the parenthesis that closes the cast."""
    written, depth = "", 0
    for token in tokens:
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if depth < 0:
            break
        written += token.text.lower()
    return written


@cache
def analyzed(expression: str) -> str:
    """What GoogleSQL's analyzer says of an expression; empty where it has nothing to say."""
    try:
        analyzer().analyze_statement(f"select {expression}")
    except Exception as error:
        return str(error)
    return ""


@cache
def analyzer() -> Analyzer:
    """GoogleSQL's analyzer, with its built-in functions and no tables."""
    functions = ZetaSQLBuiltinFunctionOptions(language_options=language())
    catalog = CatalogBuilder("none").with_builtin_functions(functions).build()
    return Analyzer(AnalyzerOptions(language_options=language()), catalog)


@cache
def language() -> LanguageOptions:
    """GoogleSQL as it is outside of Google: without the type double, among others."""
    options = LanguageOptions.maximum_features()
    options.product_mode = ProductMode.PRODUCT_EXTERNAL
    return options


@cache
def linter(dialect: str) -> Linter:
    """The linter of a dialect, with the rules above."""
    options = {"dialect": dialect, "templater": "raw", "rules": RULES}
    return Linter(config=FluffConfig(overrides={**options, "large_file_skip_byte_limit": 0}))


def first_line(error: Exception) -> str:
    """An error's first line, without the code before it."""
    return re.sub(r"^\[\w+\] ", "", str(error).split("\n")[0])
