"""The labs: one module per notebook, each with ``show()``; and the gallery that leads to them."""

from .catalog import LABS, REPOSITORY, Lab
from .gallery import gallery

__all__ = ["LABS", "REPOSITORY", "Lab", "gallery"]
