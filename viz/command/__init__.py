"""The command `backprop`: what was typed becomes a graph, the graph a picture, a page, a derivation."""
