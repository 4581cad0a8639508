"""Makes the modules that read and run rule cases importable by name: they are no package."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from rule_house import RuleHouse, empty_house


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> RuleHouse:
    """Every table as the real chain makes it of an estate without rows, built once."""
    return empty_house(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def house(built: RuleHouse) -> Iterator[RuleHouse]:
    """The empty tables; whatever a test writes into them is rolled back."""
    with built.warehouse.undone() as undone:
        yield replace(built, warehouse=undone)
