"""Fit clusterings, judge them, keep their ids, and write them as rows of parameters."""
