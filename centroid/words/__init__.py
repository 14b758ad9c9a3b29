"""Name segments so that the names are true."""
