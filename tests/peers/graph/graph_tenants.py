"""Tenants that exist only here: their applications, users, SKUs, and what is wrong with them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography import x509

READING = ("User.Read.All", "LicenseAssignment.Read.All")
WRITING = ("User.ReadWrite.All", "LicenseAssignment.ReadWrite.All")


@dataclass(slots=True)
class App:
    """An application with consent in a tenant, and its roles there."""

    client_id: str
    secret: str
    roles: tuple[str, ...] = READING
    certificates: list[x509.Certificate] = field(default_factory=list)


@dataclass(slots=True)
class Fault:
    """What goes wrong at a place: after `skip` answers that are right, `times` times.

    Places: token, users, pages (of users, past the first), count, skus, delta. Kinds stand in
    graph_faults.py.
    """

    where: str
    kind: str
    times: int = 1
    skip: int = 0
    value: float = 1

    def strikes(self) -> bool:
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times == 0:
            return False
        self.times -= 1
        return True


FOREVER = 1_000_000


@dataclass(slots=True)
class Tenant:
    """One tenant; users and SKUs are as Graph's JSON has them, whole."""

    tenant_id: str
    apps: dict[str, App] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    skus: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    page_limit: int = 999
    # (id, fields that changed, or none where the user came or went)
    changes: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    oldest_delta: int = 0
    asked: Counter[str] = field(default_factory=Counter)

    def fault(self, places: Sequence[str], kinds: Sequence[str]) -> Fault | None:
        for fault in self.faults:
            if fault.where in places and fault.kind in kinds and fault.strikes():
                return fault
        return None

    def consumed(self) -> Counter[str]:
        return Counter(
            one["skuId"] for user in self.users.values() for one in user["assignedLicenses"] or ()
        )

    def add_sku(
        self, sku_id: str, part_number: str, enabled: int, plans: Sequence[str] = ()
    ) -> dict[str, Any]:
        sku = {
            "id": f"{self.tenant_id}_{sku_id}",
            "accountId": self.tenant_id,
            "accountName": "emulated",
            "appliesTo": "User",
            "capabilityStatus": "Enabled",
            "prepaidUnits": {"enabled": enabled, "suspended": 0, "warning": 0, "lockedOut": 0},
            "servicePlans": [
                {
                    "servicePlanId": plan,
                    "servicePlanName": f"PLAN_{plan[:8]}",
                    "provisioningStatus": "Success",
                    "appliesTo": "User",
                }
                for plan in plans or (str(uuid.uuid5(uuid.UUID(sku_id), "plan")),)
            ],
            "skuId": sku_id,
            "skuPartNumber": part_number,
            "subscriptionIds": [str(uuid.uuid5(uuid.UUID(sku_id), "subscription"))],
        }
        self.skus[sku_id] = sku
        return sku

    def add_user(self, name: str, at: datetime | None = None, **given: Any) -> dict[str, Any]:
        """A user `name@<tenant>.example`; `given` are fields of Graph's."""
        user = {
            "id": str(uuid.uuid4()),
            "userPrincipalName": f"{name}@{self.tenant_id[:8]}.example",
            "displayName": name.title(),
            "mail": None,
            "department": None,
            "companyName": None,
            "accountEnabled": True,
            "userType": "Member",
            "onPremisesImmutableId": None,
            "usageLocation": "DE",
            "createdDateTime": written(at),
            "assignedLicenses": [],
            "licenseAssignmentStates": [],
            "assignedPlans": [],
            **given,
        }
        self.users[user["id"]] = user
        self.changes.append((user["id"], frozenset()))
        return user

    def remove_user(self, user_id: str) -> None:
        del self.users[user_id]
        self.changes.append((user_id, frozenset()))

    def change_user(self, user_id: str, **given: Any) -> None:
        self.users[user_id].update(given)
        self.changes.append((user_id, frozenset(given)))

    def assign(
        self, user_id: str, sku_id: str, at: datetime | None = None, group: str | None = None
    ) -> None:
        """What assigning does in Entra: the SKU, the way to it, and the plans it brings."""
        user = self.users[user_id]
        if all(one["skuId"] != sku_id for one in user["assignedLicenses"]):
            user["assignedLicenses"].append({"skuId": sku_id, "disabledPlans": []})
        user["licenseAssignmentStates"].append(
            {
                "skuId": sku_id,
                "assignedByGroup": group,
                "state": "Active",
                "error": "None",
                "lastUpdatedDateTime": written(at),
                "disabledPlans": [],
            }
        )
        had = {
            plan["servicePlanId"]
            for plan in user["assignedPlans"]
            if plan["capabilityStatus"] == "Enabled"
        }
        user["assignedPlans"] += [
            plan for plan in self._plans(sku_id, at) if plan["servicePlanId"] not in had
        ]
        self.changes.append((user_id, frozenset({"assignedLicenses", "assignedPlans"})))

    def _plans(self, sku_id: str, at: datetime | None) -> Iterator[dict[str, Any]]:
        for plan in self.skus[sku_id]["servicePlans"] if sku_id in self.skus else ():
            yield {
                "servicePlanId": plan["servicePlanId"],
                "assignedDateTime": written(at),
                "capabilityStatus": "Enabled",
                "service": "exchange",
            }

    def unassign(self, user_id: str, sku_id: str) -> None:
        user = self.users[user_id]
        for name in ("assignedLicenses", "licenseAssignmentStates"):
            user[name] = [one for one in user[name] if one["skuId"] != sku_id]
        gone = {plan["servicePlanId"] for plan in self.skus[sku_id]["servicePlans"]}
        for plan in user["assignedPlans"]:
            if plan["servicePlanId"] in gone:
                plan["capabilityStatus"] = "Deleted"
        self.changes.append((user_id, frozenset({"assignedLicenses", "assignedPlans"})))


def written(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
