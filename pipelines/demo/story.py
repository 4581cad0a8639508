"""The story of the demo: four months at a provider, as the command lines that were typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.demo.days import LATE_BATCH, MISSING, morning

CREDIT_NOTE = "CN-2026-000001"
LATE_CUSTOMER = ("--customer", "chagetsudo")


@dataclass(frozen=True, slots=True)
class Step:
    """`arguments` follow the global options of `prorata`; paths are relative to the demo.

    `expects` is the exit code: 1 where the story shows a customer that cannot be billed yet. What
    a step prints `is_shown` where it is the point of it.
    """

    today: str
    arguments: tuple[str, ...]
    says: str
    expects: int = 0
    is_shown: bool = False


def held_at() -> str:
    """When the yard's directory was first seen without its repair dock."""
    return f"{morning('nordwind-ad', date(2026, 8, 12)):%Y-%m-%dT%H:%M:%SZ}"


def _june_and_july() -> Iterator[Step]:
    today = "2026-07-01T06:00:00Z"
    yield Step(
        today,
        ("import", "batches/2026-06"),
        "June arrives: fourteen directories, one of them late.",
    )
    yield Step(
        today, ("bill", "2026-06"), "June is billed; the museum's first three days get a warning."
    )
    yield Step(today, ("issue", "2026-06"), "June's drafts are looked at, numbered and frozen.")
    today = "2026-08-01T06:00:00Z"
    yield Step(
        today, ("import", "batches/2026-07"), "July arrives, with a tea merchant new in Uji."
    )
    yield Step(
        today,
        ("issue", "2026-07"),
        "Premium rose on the 15th; July is issued, save for the merchant's.",
    )


def _august() -> Iterator[Step]:
    today = "2026-09-01T06:00:00Z"
    yield Step(
        today,
        ("import", "batches/2026-08"),
        "August arrives: a third of the shipyard's people is gone, and held.",
    )
    yield Step(
        today,
        ("issue", "2026-07", *LATE_CUSTOMER),
        "The tea merchant's July ended on 15 August and is issued.",
    )
    yield Step(
        today,
        ("bill", "2026-08"),
        "August is billed, save for the yard, its payer and Piraeus.",
        expects=1,
    )
    yield from _decisions("2026-09-02T07:30:00Z")


def _decisions(today: str) -> Iterator[Step]:
    sold = "the repair dock was sold on 11 August, confirmed by the yard's HR"
    yield Step(
        today,
        ("release", "nordwind-ad", held_at(), "--accept", "--by", "Mara", "--reason", sold),
        "The dock was sold: Mara accepts that its people have left.",
    )
    blind = "consent had lapsed; the line wants the days billed as before"
    span = (f"{MISSING.from_day}", f"{MISSING.to_day}")
    yield Step(
        today,
        ("cover", MISSING.directory_id, *span, "--carry", "--by", "Mara", "--reason", blind),
        "Three days that nobody saw in Piraeus count as the last day seen.",
    )
    yield Step(today, ("issue", "2026-08"), "Now August is whole, and everybody's is issued.")


def _september() -> Iterator[Step]:
    today = "2026-10-02T06:00:00Z"
    yield Step(today, ("import", "batches/2026-09"), "September arrives.")
    yield Step(
        today,
        ("issue", "2026-08", *LATE_CUSTOMER),
        "The tea merchant's August ended on 15 September.",
    )
    yield Step(today, ("bill", "2026-09"), "September is billed and lies drafted.")
    yield from _a_look_turns_up("2026-10-05T06:00:00Z")


def _a_look_turns_up(today: str) -> Iterator[Step]:
    yield Step(
        today,
        ("import", f"batches/{LATE_BATCH}"),
        "A look of 7 July turns up, from the days nobody saw the publisher.",
    )
    yield Step(
        today,
        ("correct",),
        "July, long issued, owes one person's three days: a credit note.",
    )
    yield Step(today, ("issue", "2026-07"), "It is numbered; the invoice stays as it was.")
    yield Step(today, ("explain", CREDIT_NOTE), "What it rests on.", is_shown=True)
    yield Step(today, ("check",), "Every issued document is what it was.", is_shown=True)


STORY = (*_june_and_july(), *_august(), *_september())
