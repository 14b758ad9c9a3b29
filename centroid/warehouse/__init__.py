"""Connections: the dbt-duckdb plugin, input files, and what Python models read and write."""
