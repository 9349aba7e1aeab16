"""First stage: `fn` runs once on placeholders, and its scalar graph remains."""
