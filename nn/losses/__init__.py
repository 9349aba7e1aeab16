"""How far outputs are from their targets, and what large parameters cost besides."""
