"""Whether a reading is whole, by what the tenant counts itself.

The numbers come from indexes that follow changes within minutes, so they may be a little off. What
is further off means pages or holders that never came: then it is read once more, and if it stays,
the tenant is unobserved. Fewer people than there are would end what they pay for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from assets.directory import Row
from pipelines.directories.entra_shapes import Sku
from pipelines.directories.entra_troubles import Stale

ADVICE = "observe again in some minutes; if it stays, compare the admin center with what was read"


def check_users(read: int, counted: int) -> None:
    """One user, or one of two hundred, may be on the way in or out. Raises Stale beyond it."""
    if abs(read - counted) > max(1, counted // 200):
        problem = f"{read:,} users were read, the tenant counts {counted:,}"
        raise Stale("incomplete", problem, ADVICE, readings=2)


def check_holders(assignments: Iterable[Row], skus: Mapping[str, Sku]) -> None:
    """One holder of a SKU, or one of twenty, may lack. Raises Stale beyond it.

    More holders than units are no gap: an expired SKU is held on, and units of the whole company
    or of a subscription that ended are counted otherwise, so those are not compared.
    """
    holders = Counter(sku_id for _, sku_id in {(row[0], row[1]) for row in assignments})
    for sku_id, sku in skus.items():
        if sku.applies_to != "User" or sku.capability_status not in ("Enabled", "Warning"):
            continue
        lacking = sku.consumed_units - holders[sku_id]
        if lacking > max(1, sku.consumed_units // 20):
            name = sku.sku_part_number or sku_id
            problem = f"{holders[sku_id]:,} holders of {name}, of {sku.consumed_units:,} units"
            raise Stale("incomplete", f"{problem} in use", ADVICE, readings=2)
