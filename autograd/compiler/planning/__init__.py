"""Second stage: sums, dots and equal nodes are found; nodes that compute alike become rows of one array."""
