"""Models as the diagram of every lecture, units in columns with weights as lines: `network` draws it."""
