"""Connections: those of dbt-spark, and a session: local, on a master, or remote (Connect)."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.spark.connections import (
    SparkConnectionManager,
    SparkConnectionMethod,
    SparkCredentials,
)
from dbt.include.sparkpy import PACKAGE_PATH
from dbt_common.exceptions import DbtRuntimeError

ANSI = "spark.sql.ansi.enabled"
OVERWRITE = "spark.sql.sources.partitionOverwriteMode"


@dataclass
class SparkPyCredentials(SparkCredentials):
    """dbt-spark's credentials, with errors where it has silent nulls."""

    def __post_init__(self) -> None:
        """Keep the profile's ANSI mode (dbt-spark switches it off): on where it says nothing.

        What overwrites a partitioned table overwrites the partitions it has rows for.
        """
        ansi = str(self.server_side_parameters.get(ANSI, "true")).lower()
        super().__post_init__()
        self.server_side_parameters[ANSI] = ansi
        self.server_side_parameters.setdefault(OVERWRITE, "dynamic")

    @property
    def type(self) -> str:
        """The adapter's name in profiles.yml."""
        return "sparkpy"


def spark_session(parameters: dict[str, str]) -> Any:
    """The session of this process, made with these parameters where there is none yet.

    ``spark.remote`` (sc://host:port) connects to a Spark Connect server; otherwise
    ``spark.master`` says where it runs.
    """
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    # Prints the driver's traceback of an error that dbt reports.
    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
    if not os.environ.keys() & {"SPARK_HOME", "SPARK_CONF_DIR"}:
        # A Spark from a package has no settings of its own, and logs every warning.
        os.environ["SPARK_CONF_DIR"] = str(Path(PACKAGE_PATH) / "conf")
    builder = SparkSession.builder
    for name, value in parameters.items():
        builder = builder.config(name, value)
    if "spark.remote" not in parameters:
        builder = builder.enableHiveSupport()
    with warnings.catch_warnings():
        # pyspark warns of pandas 3; the tests show that what this adapter uses of it works.
        warnings.simplefilter("ignore", FutureWarning)
        return builder.getOrCreate()


class SessionHandle:
    """What dbt needs of a DB-API connection and its cursor, on a Spark session."""

    def __init__(self, parameters: dict[str, str]) -> None:
        self.parameters = parameters
        self.frame: Any = None

    def cursor(self) -> SessionHandle:
        """Forget the last statement's result; a handle serves one statement at a time."""
        self.frame = None
        return self

    def execute(self, sql: str, bindings: list[Any] | None = None) -> None:
        """Run a statement.

        Raises
        ------
        DbtRuntimeError
            With Spark's message; its traceback would be the driver's own.
        """
        statement = sql.strip().removesuffix(";")
        if bindings:
            statement = statement % tuple(sql_literal(value) for value in bindings)
        from pyspark.errors import PySparkException

        try:
            self.frame = spark_session(self.parameters).sql(statement)
        except PySparkException as error:
            raise DbtRuntimeError(str(error)) from error

    @property
    def description(self) -> list[tuple]:
        """Name and type of each column of the result, as the DB-API has them."""
        if self.frame is None:
            return []
        return [
            (field.name, field.dataType.simpleString(), None, None, None, None, field.nullable)
            for field in self.frame.schema.fields
        ]

    def fetchall(self) -> list[tuple]:
        """The rows of the result."""
        return [] if self.frame is None else [tuple(row) for row in self.frame.collect()]

    def cancel(self) -> None:
        """Nothing to cancel: a statement ends with the process."""

    def rollback(self) -> None:
        """Spark has no transactions."""

    def close(self) -> None:
        """The session stays for the next model."""
        self.frame = None


def sql_literal(value: Any) -> str:
    """A value as a SQL literal: text with its quotes, backslashes and line ends kept."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return f"double('{value}')"
        return f"{value!r}D"
    if hasattr(value, "isoformat"):
        return f"'{value.isoformat(sep=' ') if hasattr(value, 'hour') else value.isoformat()}'"
    if isinstance(value, str):
        for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r")):
            value = value.replace(plain, escaped)
        return f"'{value}'"
    return str(value)


class SparkPyConnectionManager(SparkConnectionManager):
    """dbt-spark's connections, and our own handle for sessions."""

    TYPE = "sparkpy"

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """Open a connection; a session starts with its first statement."""
        credentials = connection.credentials
        if credentials.method != SparkConnectionMethod.SESSION:
            return super().open(connection)
        if connection.state != ConnectionState.OPEN:
            connection.handle = SessionHandle(credentials.server_side_parameters)
            connection.state = ConnectionState.OPEN
        return connection
