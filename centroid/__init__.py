"""Centroid's Python side: what dbt's Python models call to fit and to publish."""
