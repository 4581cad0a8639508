"""A look at a directory, and its rows as the story tells them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from assets.directory import ASSIGNMENTS, USERS, Directory, Observation, Row, Unobserved

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)


def look(directory: Directory) -> Observation:
    return asyncio.run(directory.observe(NOW))


def refused(directory: Directory) -> Unobserved:
    """Why there was no look; a look is a failure."""
    try:
        asyncio.run(directory.observe(NOW))
    except Unobserved as problem:
        return problem
    raise AssertionError("it was observed")


def rows(found: Iterable[Row], columns: Sequence[str]) -> list[dict[str, str | None]]:
    return [dict(zip(columns, row, strict=True)) for row in found]


def by_names(seen: Observation, groups: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By part number and account, the name of the group through which, or `direct`."""
    account = {user["user_id"]: user["mail"] for user in rows(seen.users, USERS)}
    found: dict[str, dict[str, str]] = {}
    for one in rows(seen.assignments, ASSIGNMENTS):
        holder = str(account[one["user_id"]]).partition("@")[0]
        via = str(one["assigned_via"])
        found.setdefault(str(one["sku_part_number"]), {})[holder] = groups.get(via, via)
    return found
