"""Drafts of what is not settled, the same of now and of any moment before."""

from collections.abc import Sequence

from assets.premises import Premises
from sql import corrections, stages


def draft(premises: Premises, periods: Sequence[str], customer_id: str | None) -> None:
    """Drafts of periods that are not settled, with the corrections that join them."""
    house, truths = premises.house, premises.truths
    pairs = corrections.carried(house, truths, periods, customer_id)
    for _ in corrections.compute(house, truths, premises.versions, pairs, is_alone=False):
        continue
    stages.billing(house, truths, periods=periods, customer_id=customer_id)
