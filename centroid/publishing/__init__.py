"""What leaves the warehouse: a whole build at once, or nothing."""
