"""The guide of each lab: its steps, in the words of the notebook's own list."""
