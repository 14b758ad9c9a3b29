"""Benchmark: the core job against pandas and polars recipes, and scoring alone."""
