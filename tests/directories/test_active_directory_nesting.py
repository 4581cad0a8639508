"""Who is within a group, whatever circles its groups run in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.directories.domain.nesting import holders

USERS = [f"u{number}" for number in range(6)]
GROUPS = [f"g{number}" for number in range(6)]
OTHERS = ["contact", "computer"]
graphs = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from([*USERS, *GROUPS, *OTHERS]), max_size=8) for name in GROUPS}
)


def paths(group: str, members: dict[str, list[str]]) -> dict[str, int]:
    """Groups by the fewest steps from a group, found by trying ever longer ways."""
    steps = {group: 0}
    for _ in members:
        for one, far in list(steps.items()):
            for member in members[one]:
                if member in members and steps.get(member, far + 2) > far + 1:
                    steps[member] = far + 1
    return steps


@given(graphs)
def test_the_nearest_group_that_lists_somebody_is_named(members: dict[str, list[str]]) -> None:
    for group in GROUPS:
        steps = paths(group, members)
        expected = {}
        for user in USERS:
            lists = [(far, name) for name, far in steps.items() if user in members[name]]
            if lists:
                far, name = min(lists)
                expected[user] = "direct" if far == 0 else name
        assert holders(group, members, set(USERS)) == expected


@given(graphs, st.randoms(use_true_random=False))
def test_the_order_of_members_decides_nothing(members: dict[str, list[str]], random) -> None:
    shuffled = {name: random.sample(listed, len(listed)) for name, listed in members.items()}
    for group in GROUPS:
        assert holders(group, shuffled, set(USERS)) == holders(group, members, set(USERS))


def test_a_group_in_itself_is_no_member() -> None:
    assert holders("g", {"g": ["g", "u"]}, {"u"}) == {"u": "direct"}


def test_a_chain_of_ten_thousand_is_followed_to_its_end() -> None:
    chain = {f"g{number:05}": [f"g{number + 1:05}"] for number in range(10_000)}
    chain["g10000"] = ["u"]
    assert holders("g00000", chain, {"u"}) == {"u": "g10000"}
