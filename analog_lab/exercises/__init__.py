"""Exercises: what is asked, what the engine says, and why an answer is wrong; nothing in here knows who is looking."""

from .check import Verdict, check
from .code import Code, Told
from .parse import parse_quantity
from .progress import Progress, read_progress
from .records import Choice, Design, Exercise, Match, Mistake, Numeric, Ranking, describe, expected

__all__ = [
    "Choice",
    "Code",
    "Design",
    "Exercise",
    "Match",
    "Mistake",
    "Numeric",
    "Progress",
    "Ranking",
    "Told",
    "Verdict",
    "check",
    "describe",
    "expected",
    "parse_quantity",
    "read_progress",
]
