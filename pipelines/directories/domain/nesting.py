"""Who is within a group, directly or through groups in it, in whatever circles those run."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

DIRECT = "direct"


def holders(
    group: str, members: Mapping[str, Sequence[str]], users: Container[str]
) -> dict[str, str]:
    """By user: `direct`, or the group that lists the user. Of several, the one the fewest steps
    away from `group`, and of those the first by id. Members that are neither users nor groups
    are passed over.
    """
    found: dict[str, str] = {}
    seen, level = {group}, [group]
    while level:
        below: set[str] = set()
        for one in level:
            via = DIRECT if one == group else one
            for member in members[one]:
                if member in users:
                    found.setdefault(member, via)
                elif member in members and member not in seen:
                    below.add(member)
        seen |= below
        level = sorted(below)
    return found
