"""Everything that maps inputs to outputs: Modules, what they are made of, and a summary of them."""
