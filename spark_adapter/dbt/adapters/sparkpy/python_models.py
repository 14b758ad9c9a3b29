"""Run a compiled Python model in dbt's own process."""

from __future__ import annotations

import linecache
import traceback
from typing import Any

from dbt.adapters.base import PythonJobHelper
from dbt.adapters.sparkpy.connections import SparkPyCredentials, spark_session
from dbt_common.exceptions import DbtRuntimeError


class SessionPythonModel(PythonJobHelper):
    """Executes the model on the Spark session, which may be local, on a master, or remote."""

    def __init__(self, parsed_model: dict, credentials: SparkPyCredentials) -> None:
        self.model = parsed_model
        self.credentials = credentials

    def submit(self, compiled_code: str) -> Any:
        """Run the model and write its table.

        Raises
        ------
        DbtRuntimeError
            With the traceback, in which the model's own lines can be read.
        """
        name = f"<{self.model['unique_id']}>"
        linecache.cache[name] = (len(compiled_code), None, compiled_code.splitlines(True), name)
        scope = {
            "__name__": "dbt_python_model",
            "spark": spark_session(self.credentials.server_side_parameters),
        }
        try:
            exec(compile(compiled_code, name, "exec"), scope)  # noqa: S102
        except Exception as error:
            raise DbtRuntimeError(f"Python model failed:\n{traceback.format_exc()}") from error
