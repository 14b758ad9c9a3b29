"""Do both engines publish the same? Builds the project on DuckDB and on Spark, and compares."""
