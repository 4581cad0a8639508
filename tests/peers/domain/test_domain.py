"""What a look at a real domain shows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from between import Place, entries, ranged
from domain_story import LARGE, PEOPLE, ROOT, BASE, held, is_enabled, person, principal

from assets.directory import ASSIGNMENTS, USERS, Observation

pytestmark = pytest.mark.peers
NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)


def look(directory) -> Observation:
    return asyncio.run(directory.observe(NOW))


def rows(found, columns) -> list[dict[str, str | None]]:
    return [dict(zip(columns, row, strict=True)) for row in found]


def by_names(seen: Observation) -> dict[str, dict[str, str]]:
    """As the story tells it: by the part numbers and the accounts' names."""
    account = {u["user_id"]: u["mail"] for u in rows(seen.users, USERS)}
    found: dict[str, dict[str, str]] = {}
    for one in rows(seen.assignments, ASSIGNMENTS):
        holder = str(account[one["user_id"]]).partition("@")[0]
        found.setdefault(one["sku_part_number"], {})[holder] = one["assigned_via"]
    return found


def test_everybody_below_the_base_is_a_user(place: Place, reach) -> None:
    users = rows(look(reach(place.port)).users, USERS)
    assert len(users) == PEOPLE
    by_account = {str(user["mail"]).partition("@")[0]: user for user in users}
    for index in range(PEOPLE):
        user = by_account[person(index)]
        assert user["user_principal_name"] == principal(index)
        assert user["account_enabled"] == ("true" if is_enabled(index) else "false")
        assert user["department"] == f"Team {index % 4}"
    assert by_account["p0007"]["display_name"] == "Änne Müller (Süd*)"
