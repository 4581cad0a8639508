"""One demo, written once for all tests of it."""

import csv
from pathlib import Path

import polars as pl
import pytest

from pipelines.demo.batches import write_batches
from pipelines.demo.estate import write_estate

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo")
    write_estate(root)
    write_batches(root)
    return root


@pytest.fixture(scope="session")
def estate(demo: Path) -> Rows:
    """The rows of each CSV file, by its name."""
    return {path.stem: rows(path) for path in demo.glob("*.csv")}


@pytest.fixture(scope="session")
def observations(demo: Path) -> pl.DataFrame:
    return table(demo, "observations")


@pytest.fixture(scope="session")
def users(demo: Path) -> pl.DataFrame:
    return table(demo, "users")


@pytest.fixture(scope="session")
def assignments(demo: Path) -> pl.DataFrame:
    return table(demo, "assignments")


@pytest.fixture(scope="session")
def subscriptions(demo: Path) -> pl.DataFrame:
    return table(demo, "subscriptions")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(demo: Path, name: str) -> pl.DataFrame:
    """The rows of all batches, each with the name of its own."""
    parts = [
        pl.read_parquet(path).with_columns(batch=pl.lit(path.parent.name))
        for path in sorted(demo.glob(f"batches/*/{name}.parquet"))
    ]
    return pl.concat(parts)
