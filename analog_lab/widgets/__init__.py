"""What a visitor sees: the page of a lab, and the controllers that connect it to an experiment."""

from .lab import Lab, LiveLab, TraceLab
from .page import Page
from .view import LabView

__all__ = ["Lab", "LabView", "LiveLab", "Page", "TraceLab"]
