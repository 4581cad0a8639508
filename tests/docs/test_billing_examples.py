"""Every worked example of docs/billing.md comes out of the SQL as it is written there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from doc_billing import Billed, play
from doc_examples import Example, examples

EXAMPLES = examples()


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Billed]:
    return play(tmp_path_factory.mktemp("examples"), EXAMPLES)


def test_the_page_has_examples_and_each_says_what_comes_of_it() -> None:
    assert len(EXAMPLES) > 15
    assert all("lines" in e.told or "blockers" in e.told for e in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_comes_out_as_written(billed: Mapping[str, Billed], example: Example) -> None:
    found, told = billed[example.name], example.told
    assert found.blockers == set(told.get("blockers", ()))
    if "lines" not in told:
        assert found.net == 0
        return
    named = [{key: one[key] for key in told["lines"][0]} for one in found.lines]
    assert sorted(map(repr, named)) == sorted(map(repr, told["lines"]))
    for name in ("net", "tax"):
        if name in told:
            assert getattr(found, name) == Decimal(told[name])
