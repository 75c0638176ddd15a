"""Learn analog AI by touching it: an exact simulator of in-memory computing and the labs built on it."""

__version__ = "0.1.0"
