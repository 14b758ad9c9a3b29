"""The version dbt asks an adapter for."""

version = "1.11.0"
