"""Three days of March at two customers, as administrators change things between the looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from live_admins import Graph, Yard
from live_estate import APPS, PREMIUM


@dataclass(frozen=True, slots=True)
class Step:
    """A moment: what was done just before it, in words and in deed, and what is typed then."""

    at: str
    says: str
    does: Callable[[], object]
    typed: tuple[str, ...] = ("observe",)
    is_mended: bool = True  # whether the secret that signs in to Graph is right by then


def steps(werft: Graph, lotsen: Graph, yard: Yard) -> list[Step]:
    return [
        Step(
            "2026-03-29T05:00:00Z",
            "Everybody is there. The secret for Graph is still the one of last year.",
            lambda: _begin(werft, lotsen, yard),
            is_mended=False,
        ),
        Step(
            "2026-03-29T07:00:00Z",
            "The secret is renewed; what failed is tried again.",
            lambda: None,
            ("observe", "--directory", "werft-entra", "--directory", "lotsen-entra"),
        ),
        Step(
            "2026-03-30T10:05:00Z",
            "At 10:00 the pilots take on Imke. In the yard Jonas begins to draw.",
            lambda: (
                lotsen.add("imke", "Imke Petersen", PREMIUM),
                yard.draws("jonas"),
            ),
        ),
        Step(
            "2026-03-30T16:05:00Z",
            "At 16:00 Imke has left again: she is billed for this day.",
            lambda: lotsen.remove("imke"),
        ),
        Step(
            "2026-03-31T05:00:00Z",
            "Hauke gets Apps in place of Premium; Frauke draws no longer.",
            lambda: (
                werft.assign("hauke", APPS, without=(PREMIUM,)),
                yard.draws("frauke", no_longer=True),
            ),
        ),
        Step("2026-03-31T17:00:00Z", "Nothing changed: the look repeats.", lambda: None),
        Step("2026-04-01T08:00:00Z", "March is billed.", lambda: None, ("bill", "2026-03")),
    ]


def _begin(werft: Graph, lotsen: Graph, yard: Yard) -> None:
    yard.found()
    frauke = yard.add("frauke", "Frauke Ahlers", is_drawing=True)
    yard.add("jonas", "Jonas Thode")
    # One person: Entra has the id of her account in the yard.
    werft.add("frauke", "Frauke Ahlers", PREMIUM, onPremisesImmutableId=frauke)
    werft.add("hauke", "Hauke Brodersen", PREMIUM)
    for name, shown in (("telse", "Telse Claasen"), ("boy", "Boy Lornsen")):
        lotsen.add(name, shown, PREMIUM)
