"""A tour of ten minutes: one scene of some of the labs, with a sentence for each and the way to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .catalog import LABS


@dataclass(frozen=True)
class Stop:
    """One scene: the lab, the settings it opens with, its name, what to do there, and how many minutes that takes."""

    lab: str
    query: str
    name: str
    says: str
    minutes: int

    @property
    def url(self) -> str:
        """The link to this stop, beside the other notebooks."""
        notebook = next(lab.notebook for lab in LABS if lab.id == self.lab)
        return f"{notebook}?tour=1&hide=predict{'&' if self.query else ''}{self.query}"


STOPS = (
    Stop(
        "commute",
        "",
        "what moves",
        "Two machines run one network. Press **Play**: what travels left, what right, and who is waiting?",
        2,
    ),
    Stop(
        "mvm",
        "n_in=8&n_out=8&pattern=random&step=4",
        "one step",
        "Cells multiply, columns add. **Drag a cell**, then **drag an input** on the left: which sums move?",
        2,
    ),
    Stop(
        "pairs",
        "w=-0.4",
        "plus and minus",
        "No conductance is negative: a weight is a difference. **Drag it** through zero, then press **Play**.",
        1,
    ),
    Stop(
        "life",
        "",
        "a year",
        "A trained network is written once. **Play a year**: where do the heaps go, and where the accuracy?",
        2,
    ),
    Stop(
        "backprop",
        "",
        "backwards",
        "Errors go back through the same cells. Press **Play**: which side drives now, and which side sums?",
        2,
    ),
    Stop(
        "pulse",
        "",
        "pulses",
        "Where a row's pulse meets a column's, a cell takes a step. **Play**: how many change at once?",
        1,
    ),
)


def stop(lab: str) -> dict[str, Any] | None:
    """Return what the page of ``lab`` shows when it is opened on the tour, as plain JSON; None where it is no stop."""
    at = next((k for k, other in enumerate(STOPS) if other.lab == lab), None)
    if at is None:
        return None
    here = STOPS[at]
    return {
        "at": at + 1,
        "of": len(STOPS),
        "says": here.says,
        "minutes": here.minutes,
        "back": STOPS[at - 1].url if at else "",
        "next": STOPS[at + 1].url if at + 1 < len(STOPS) else "",
    }
