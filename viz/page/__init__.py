"""The step-through page: `step_through` fills in what `web/` leaves open."""
