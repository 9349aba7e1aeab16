"""The chain rule written out: rows run on names, trees of formulas, text and LaTeX."""
