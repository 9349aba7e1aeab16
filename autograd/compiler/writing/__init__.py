"""Third stage: source is written, scalar or array, forward and backward, by running the rows."""
