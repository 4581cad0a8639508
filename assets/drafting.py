"""Drafts of what is not settled, and of what settled periods differ by: the same of now and of any
moment before."""

from collections.abc import Sequence
from pathlib import Path

from assets import documents
from assets.premises import Premises
from sql import corrections, stages
from sql.corrections import How, Settled


def draft(premises: Premises, periods: Sequence[str], customer_id: str | None) -> None:
    """Drafts of periods that are not settled, with the corrections that join them."""
    house, truths = premises.house, premises.truths
    pairs = corrections.carried(house, truths, periods, customer_id)
    compare(premises, pairs, How(is_alone=False))
    stages.billing(house, truths, periods=periods, customer_id=customer_id)


def compare(premises: Premises, pairs: Sequence[Settled], how: How) -> list[Path]:
    """Bills again the settled periods that are made of something else than when they last were, or
    all of them under the estate as it is; files of what was drafted."""
    house, truths = premises.house, premises.truths
    due = pairs if how.is_now else corrections.changed(house, truths, pairs)
    passes = corrections.compute(house, truths, premises.versions, due, how)
    return [path for _ in passes for path in documents.write_drafts(premises)]
