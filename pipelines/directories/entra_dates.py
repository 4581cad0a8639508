"""When a SKU was assigned, as far as a user's plans say it without doubt.

Graph dates the plans of a user, not the SKUs. A plan speaks for a SKU only when no other SKU that
the user holds brings it too; plans that were switched off or deleted do not speak. When those that
do are within minutes of each other, the earliest is the date. When they differ (one was added
later, or stayed from a SKU held before), nothing is said: a date that is wrong would bill days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from pipelines.directories.entra_shapes import Plan, Sku, User
from pipelines.directories.entra_troubles import CONTACT, Trouble

AGREE = timedelta(minutes=5)
GONE = "Deleted"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z")
KEPT_COMBINATIONS = 4096


class Dates:
    """Dates of assignments in one tenant, from the plans that its SKUs bring."""

    def __init__(self, skus: Sequence[Sku]) -> None:
        self._plans = {
            sku.sku_id: frozenset(plan.service_plan_id for plan in sku.service_plans)
            for sku in skus
        }
        # Few combinations of SKUs are held by many people.
        self._telling = lru_cache(KEPT_COMBINATIONS)(self._plans_that_tell)

    def of(self, user: User, held: tuple[str, ...]) -> Mapping[str, str]:
        """By SKU, of those held whose date is certain."""
        telling = self._telling(held)
        if not telling:
            return {}
        off = _switched_off(user)
        first: dict[str, str] = {}
        last: dict[str, str] = {}
        for plan in user.assigned_plans:
            sku = telling.get(plan.service_plan_id)
            said = plan.assigned_date_time
            if sku is None or said is None or not _speaks(plan, off):
                continue
            if sku not in first or said < first[sku]:
                first[sku] = said
            if sku not in last or said > last[sku]:
                last[sku] = said
        return {sku: said for sku, said in first.items() if _agree(said, last[sku])}

    def _plans_that_tell(self, held: tuple[str, ...]) -> Mapping[str, str]:
        """Plans that exactly one of these SKUs brings, with it. Where the plans of one are not
        known, any plan may be of it, and none tells."""
        telling: dict[str, str] = {}
        shared: set[str] = set()
        for sku in held:
            plans = self._plans.get(sku)
            if plans is None:
                return {}
            shared |= telling.keys() & plans
            telling |= dict.fromkeys(plans, sku)
        return {plan: sku for plan, sku in telling.items() if plan not in shared}


def _switched_off(user: User) -> set[str]:
    return {plan for one in user.assigned_licenses for plan in one.disabled_plans}


def _speaks(plan: Plan, off: set[str]) -> bool:
    return plan.capability_status != GONE and plan.service_plan_id not in off


def _agree(first: str, last: str) -> bool:
    return first == last or moment(last) - moment(first) <= AGREE


@lru_cache(KEPT_COMBINATIONS)
def moment(said: str) -> datetime:
    """A moment as Graph writes it; anything else is refused."""
    try:
        if MOMENT.fullmatch(said):
            return datetime.fromisoformat(said)
    except ValueError:
        pass
    raise Trouble("protocol", "a date is not as Graph v1.0 has it", CONTACT)
