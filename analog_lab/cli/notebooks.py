"""Where the notebooks are: inside an installed package, or beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def notebooks_dir() -> Path:
    """Return the folder of the notebooks, or raise ``FileNotFoundError`` naming the places looked at."""
    places = (PACKAGE / "notebooks", PACKAGE.parent / "notebooks")
    for place in places:
        if (place / "00_index.ipynb").is_file():
            return place
    raise FileNotFoundError(f"no notebooks in {places[0]} or {places[1]}: install analog-lab again")
