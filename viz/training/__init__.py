"""The page that learns: `training_page` fills in what `web/` leaves open."""
