"""The console command ``analog-lab``: one file a command, and each is imported only when it is asked for."""

from .main import main

__all__ = ["main"]
