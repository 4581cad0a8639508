"""From what Graph shows to the rows of the port: cleaned, or refused with the place named.

Nothing here quotes a value. An id is a GUID or the tenant is refused: ids become keys and paths.
Text keeps what it says, formulas too, and loses what steers a terminal or a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from assets.directory import Row
from pipelines.directories.entra_dates import Dates, moment
from pipelines.directories.entra_shapes import Sku, User, Way
from pipelines.directories.entra_troubles import CONTACT, Stale, Trouble

GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
# Graph's own limits are all below this one.
LONGEST = 1024
MOST_UNITS = 999_999_999
# Controls, line and paragraph ends, and what turns the direction of writing.
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
TYPES = ("Member", "Guest", None)
# A way in another state brings nothing: Error lacks units, Disabled has been switched off.
BRINGING = ("Active", "ActiveWithError")
FLAGS: Mapping[bool | None, str | None] = {True: "true", False: "false", None: None}


@dataclass(slots=True)
class Reading:
    """One reading of a tenant: what was bought, and the users as their pages come."""

    skus: Mapping[str, Sku]
    dates: Dates
    subscriptions: tuple[Row, ...]
    users: dict[str, Row] = field(default_factory=dict)
    held: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    def take(self, page: Sequence[User]) -> None:
        """A page of users. One that came before, on another page, has to be as it was."""
        for user in page:
            row, held = _user(user), self._held(user)
            before = self.users.get(user.id)
            if before is not None and (before, self.held.get(user.id, ())) != (row, held):
                problem = "a user changed while the pages were read"
                raise Stale("incomplete", problem, CONTACT, readings=2)
            self.users[user.id] = row
            if held:
                self.held[user.id] = held

    def assignments(self) -> tuple[Row, ...]:
        return tuple(chain.from_iterable(self.held.values()))

    def _held(self, user: User) -> tuple[Row, ...]:
        """A row for each SKU held and each way by which it is; without any, the way is blank."""
        if not user.assigned:
            return ()
        # A hostile page may repeat a SKU; sorted, so that few combinations are kept.
        held = tuple(sorted({one.sku_id for one in user.assigned}))
        begun = self.dates.of(user, held)
        ways = _ways(user.ways)
        return tuple(self._rows(user.id, held, begun, ways))

    def _rows(
        self,
        user_id: str,
        held: tuple[str, ...],
        begun: Mapping[str, str],
        ways: Mapping[str, Sequence[str]],
    ) -> Iterator[Row]:
        for sku_id in held:
            sku = self.skus.get(sku_id)
            # What was bought is checked already, and its text serves for every holder.
            named, part = (sku.sku_id, sku.sku_part_number) if sku else (guid(sku_id, "SKU"), None)
            for way in ways.get(sku_id, (None,)):
                yield user_id, named, part, way, begun.get(sku_id)


def reading(skus: Sequence[Sku]) -> Reading:
    """A reading that begins; SKUs are checked, and two that contradict each other refused."""
    found: dict[str, Sku] = {}
    for sku in skus:
        guid(sku.sku_id, "SKU")
        sku.sku_part_number = text(sku.sku_part_number, "skuPartNumber") or ""
        sku.capability_status = text(sku.capability_status, "capabilityStatus") or ""
        if found.setdefault(sku.sku_id, sku) != sku:
            raise Trouble("protocol", "a SKU was listed twice, and differently", CONTACT)
    bought = tuple(_subscription(sku) for sku in found.values())
    return Reading(found, Dates(tuple(found.values())), bought)


def _user(user: User) -> Row:
    if user.user_type not in TYPES:
        raise Trouble("protocol", "a userType is neither Member nor Guest", CONTACT)
    if user.created_date_time is not None:
        moment(user.created_date_time)
    return (
        guid(user.id, "user"),
        text(user.user_principal_name, "userPrincipalName"),
        text(user.display_name, "displayName"),
        text(user.mail, "mail"),
        text(user.department, "department"),
        text(user.company_name, "companyName"),
        FLAGS[user.account_enabled],
        user.user_type,
        text(user.on_premises_immutable_id, "onPremisesImmutableId"),
        user.created_date_time,
    )


def _ways(shown: Sequence[Way]) -> dict[str, list[str]]:
    """By SKU, `direct` and the ids of groups, each once."""
    ways: dict[str, list[str]] = {}
    for one in shown:
        if one.state not in BRINGING:
            continue
        group = one.assigned_by_group
        way = "direct" if group is None else guid(group, "group")
        known = ways.setdefault(one.sku_id, [])
        if way not in known:
            known.append(way)
    return ways


def _subscription(sku: Sku) -> Row:
    """Bought are the enabled units: those in warning have run out and wait to be renewed, those
    suspended cannot be assigned. The status says that there are such."""
    for units in (sku.prepaid_units.enabled, sku.consumed_units):
        if not 0 <= units <= MOST_UNITS:
            raise Trouble("protocol", "a number of units is not from 0 to 999,999,999", CONTACT)
    bought, used = sku.prepaid_units.enabled, sku.consumed_units
    return sku.sku_id, sku.sku_part_number, str(bought), str(used), sku.capability_status


def guid(value: str, what: str) -> str:
    if GUID.fullmatch(value):
        return value
    raise Trouble("protocol", f"an id of a {what} is no GUID", CONTACT)


def text(value: str | None, name: str) -> str | None:
    """Text on one line; blank is None. Longer than any that Graph allows is refused."""
    if value is None or (len(value) <= LONGEST and value.isprintable()):
        return value or None
    if len(value) > LONGEST:
        problem = f"a {name} has {len(value):,} characters, more than {LONGEST:,}"
        raise Trouble("protocol", problem, CONTACT)
    return " ".join(STEERING.sub(" ", value).split()) or None
