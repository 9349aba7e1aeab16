"""How a gradient becomes a step, and how the learning rate changes on the way."""
