"""Scenes as pictures: where everything stands (`drawing`), and how each format writes it."""
