"""What a visitor sees: the page of a lab, and the controllers that connect it to an experiment."""

from .lab import Lab, LiveLab, TraceLab
from .page import Page
from .scenes import Chart, CrossbarScene
from .view import LabView

__all__ = ["Chart", "CrossbarScene", "Lab", "LabView", "LiveLab", "Page", "TraceLab"]
