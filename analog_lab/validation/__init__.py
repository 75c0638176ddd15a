"""Published and derived results, run and judged."""

from .judge import Finding, Result, Row
from .rows import ROWS, validate

__all__ = ["ROWS", "Finding", "Result", "Row", "validate"]
