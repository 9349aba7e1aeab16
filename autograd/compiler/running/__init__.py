"""Last stage: arguments are checked, sources run, parameters kept; what users hold is a `Program`."""
