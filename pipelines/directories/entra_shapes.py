"""What is asked of Graph v1.0 and read of its answers, decoded straight from the bytes.

A field that must be there and is not makes the page faulty: absent is never taken for nothing.
"""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.json import Decoder

USER_FIELDS = [
    "id",
    "userPrincipalName",
    "displayName",
    "mail",
    "department",
    "companyName",
    "accountEnabled",
    "userType",
    "onPremisesImmutableId",
    "createdDateTime",
    "assignedLicenses",
    "licenseAssignmentStates",
    "assignedPlans",
]
SKU_FIELDS = [
    "skuId",
    "skuPartNumber",
    "appliesTo",
    "capabilityStatus",
    "consumedUnits",
    "prepaidUnits",
    "servicePlans",
]
# What decides who is billed. Delta does not track the paths, and names need no look at once.
DELTA_FIELDS = ["id", "accountEnabled", "userType", "assignedLicenses"]


class Plan(Struct, rename="camel", gc=False):
    """A service that a user has through some SKU, and since when."""

    service_plan_id: str
    assigned_date_time: str | None = None
    capability_status: str | None = None


class Assigned(Struct, rename="camel", gc=False):
    """A SKU that a user holds, and the plans of it that are switched off."""

    sku_id: str
    disabled_plans: list[str] = field(default_factory=list)


class Way(Struct, rename="camel", gc=False):
    """A way by which a user has, or should have, a SKU: directly or through a group."""

    sku_id: str
    assigned_by_group: str | None = None
    state: str | None = None


class User(Struct, rename="camel", gc=False):
    id: str
    user_principal_name: str
    display_name: str | None
    mail: str | None
    department: str | None
    company_name: str | None
    account_enabled: bool | None
    user_type: str | None
    on_premises_immutable_id: str | None
    created_date_time: str | None
    assigned: list[Assigned] = field(name="assignedLicenses")
    ways: list[Way] = field(name="licenseAssignmentStates")
    plans: list[Plan] = field(name="assignedPlans")


class Units(Struct, rename="camel", gc=False):
    enabled: int


class SkuPlan(Struct, rename="camel", gc=False):
    service_plan_id: str


class Sku(Struct, rename="camel", gc=False):
    sku_id: str
    sku_part_number: str
    applies_to: str
    capability_status: str
    consumed_units: int
    prepaid_units: Units
    service_plans: list[SkuPlan]


class Users(Struct, gc=False):
    value: list[User]
    next_link: str | None = field(name="@odata.nextLink", default=None)


class Skus(Struct, gc=False):
    value: list[Sku]
    next_link: str | None = field(name="@odata.nextLink", default=None)


class Changed(Struct, gc=False):
    id: str


class Delta(Struct, gc=False):
    value: list[Changed]
    next_link: str | None = field(name="@odata.nextLink", default=None)
    delta_link: str | None = field(name="@odata.deltaLink", default=None)


USERS, SKUS, DELTA = Decoder(Users), Decoder(Skus), Decoder(Delta)
