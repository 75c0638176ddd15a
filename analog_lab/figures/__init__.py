"""Figures: a trace goes in, a plotly figure with a text for screen readers comes out."""
