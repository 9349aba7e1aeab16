"""A graph as plain records, names and numbers already text: all of it, a part of it, one step of a walk."""
