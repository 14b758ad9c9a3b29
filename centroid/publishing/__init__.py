"""Publish the public tables of a build, all at once or not at all."""
