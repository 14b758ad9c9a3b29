"""The adapter: dbt-spark's, with a way to run Python models."""

from __future__ import annotations

import re
import sysconfig
from pathlib import Path

from dbt.adapters.base.meta import available
from dbt.adapters.spark import SparkAdapter
from dbt.adapters.sparkpy.connections import SparkPyConnectionManager
from dbt.adapters.sparkpy.python_models import SessionPythonModel


class SparkPyAdapter(SparkAdapter):
    """dbt-spark, whose Python models run in dbt's process on the session that its SQL uses."""

    ConnectionManager = SparkPyConnectionManager

    @property
    def default_python_submission_method(self) -> str:
        """The method of a Python model that names none."""
        return "session"

    @property
    def python_submission_helpers(self) -> dict:
        """Submission methods by name; those of Databricks stay."""
        return {**super().python_submission_helpers, "session": SessionPythonModel}

    @available.parse(lambda *args, **kwargs: None)
    def found_file(self, path: str) -> str | None:
        """Where a file is: as a URI says, from the working directory, or among the packages.

        Parameters
        ----------
        path : str
            A URI (s3a://..., hdfs://...), which is taken as it is, or a path.

        Returns
        -------
        str or None
            An absolute path or the URI; None where no such file or folder is.
        """
        if re.match(r"[a-z][a-z0-9+.-]+:", path):
            return path
        for folder in (Path.cwd(), Path(sysconfig.get_path("purelib"))):
            # An absolute path stays what it is; pathlib cannot match one that is a pattern.
            file = folder / path
            if file.exists() or any(Path(file.anchor).glob(str(file.relative_to(file.anchor)))):
                return str(file)
        return None
