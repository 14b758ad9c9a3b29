"""Names of segments, and the claims that they make."""
