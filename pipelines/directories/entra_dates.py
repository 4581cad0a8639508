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

from pipelines.directories.entra_shapes import Sku, User
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
        said: dict[str, set[str]] = {}
        for plan in user.plans:
            plan_id, began = plan.service_plan_id, plan.assigned_date_time
            is_there = plan.capability_status != GONE and plan_id not in off
            if plan_id in telling and began and is_there:
                said.setdefault(telling[plan_id], set()).add(began)
        return {sku: min(dates) for sku, dates in said.items() if _agree(dates)}

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
    return {plan for one in user.assigned for plan in one.disabled_plans}


def _agree(dates: set[str]) -> bool:
    moments = [moment(said) for said in dates]
    return len(moments) == 1 or max(moments) - min(moments) <= AGREE


@lru_cache(KEPT_COMBINATIONS)
def moment(said: str) -> datetime:
    """A moment as Graph writes it; anything else is refused."""
    try:
        if MOMENT.fullmatch(said):
            return datetime.fromisoformat(said)
    except ValueError:
        pass
    raise Trouble("protocol", "a date is not as Graph v1.0 has it", CONTACT)
