"""dbt-spark, with Python models wherever Spark runs."""

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.sparkpy.connections import SparkPyCredentials
from dbt.adapters.sparkpy.impl import SparkPyAdapter
from dbt.include import sparkpy

Plugin = AdapterPlugin(
    adapter=SparkPyAdapter,
    credentials=SparkPyCredentials,
    include_path=sparkpy.PACKAGE_PATH,
    dependencies=["spark"],
)
