"""The report: one HTML file for people who never query a table, made from the published file."""
