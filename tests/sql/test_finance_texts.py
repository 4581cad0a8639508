"""How the macros of finance write numbers, days and moments."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from sql import publish, query

TEXTS = (
    "decimals_text",
    "exact_text",
    "amount_text",
    "price_text",
    "moment_text",
    "span_text",
    "part_of",
    "times_text",
)
WRITTEN = {
    "exact_text(450, 31, 2)": "14.516129…",
    "exact_text(-30, 31, 2)": "-0.967741…",
    "exact_text(30, 1, 2)": "30.00",
    "exact_text(30, 1, 0)": "30",
    "exact_text(1, 3, 3)": "0.333333…",
    "exact_text(5, 8, 2)": "0.625",
    "exact_text(1, 1000, 3)": "0.001",
    "exact_text(1, 10000000, 2)": "0.000000…",
    "exact_text(0, 1, 2)": "0.00",
    "amount_text(1234567.5, 2)": "1234567.50",
    "amount_text(-0.97, 2)": "-0.97",
    "amount_text(2032, 0)": "2032",
    "price_text(19.6875, 2)": "19.6875",
    "price_text(0.0000000001, 2)": "0.0000000001",
    "span_text(date '2026-03-01', date '2026-04-01')": "2026-03-01 to 2026-03-31",
    "span_text(date '2026-03-20', date '2026-03-21')": "2026-03-20",
    "times_text(450, 31, 30, 'actual_days', 31, 2)": "30.00 × 15/31",
    "times_text(10, 1, 30, 'fixed_30', 31, 2)": "30.00 × 10/30",
    "times_text(30, 1, 30, 'fixed_30', 28, 2)": "30.00 × 1",
    "times_text(30, 1, 30, 'full_period', 28, 2)": "30.00 × 1",
    "times_text(36, 1, 0.31, 'actual_days', 31, 2)": "0.31 × 3600/31",
    "moment_text('2026-03-10T09:00:00Z'::timestamptz, 'Europe/Berlin')": "2026-03-10T09:00:00Z",
    "moment_text('2026-03-10T22:00:00Z'::timestamptz, 'Asia/Tokyo')": "2026-03-10T22:00:00Z, "
    "07:00 on 2026-03-11 in Asia/Tokyo",
}


@pytest.fixture(scope="module")
def writing() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in TEXTS:
            connection.execute(query.text(f"finance/macros/{name}.sql"))
        yield connection


@pytest.mark.parametrize("asked", WRITTEN)
def test_a_value_is_written(writing: duckdb.DuckDBPyConnection, asked: str) -> None:
    assert writing.execute(f"select {asked}").fetchone() == (WRITTEN[asked],)


def test_every_macro_of_the_folder_is_published() -> None:
    folder = query.ROOM / "finance" / "macros"
    assert {path.stem for path in folder.glob("*.sql")} == set(publish.MACROS)
    assert set(TEXTS) <= set(publish.MACROS)
