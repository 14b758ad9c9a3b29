"""The project's SQL for warehouses that nobody here can connect to: what compiles, what parses."""
