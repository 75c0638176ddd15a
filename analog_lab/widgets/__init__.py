"""What a visitor sees: the page of a lab, and the controllers that connect it to an experiment."""

from .array import ArrayLab, ArrayScene
from .lab import Lab, LiveLab, TraceLab
from .page import Explanation, Page
from .plane import PlaneLab
from .scenes import Chart, CommuteScene, CrossbarScene, FloorplanScene, NetworkScene
from .steps import Step
from .view import LabView

__all__ = [
    "ArrayLab",
    "ArrayScene",
    "Chart",
    "CommuteScene",
    "CrossbarScene",
    "Explanation",
    "FloorplanScene",
    "Lab",
    "LabView",
    "LiveLab",
    "NetworkScene",
    "Page",
    "PlaneLab",
    "Step",
    "TraceLab",
]
