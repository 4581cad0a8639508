"""finance.duckdb as an analyst meets it: every promised column, explained, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small
from desk_spine import premises, settle, tell

from sql import publish

MONEY, PRICE, DAY, COUNT = "DECIMAL(18,3)", "DECIMAL(28,10)", "DATE", "whole"
TEXT, MOMENT, YES = "VARCHAR", "TIMESTAMP WITH TIME ZONE", "BOOLEAN"
PERIOD = {"customer_id": TEXT, "period_start": DAY, "period_end": DAY}
PROMISED: dict[str, dict[str, str]] = {
    "customers": {
        **dict.fromkeys(
            "customer_id name legal_name street postcode city country vat_id email currency locale "
            "time_zone billing_timing tax_category exemption_reason purchase_order "
            "buyer_reference electronic_address".split(),
            TEXT,
        ),
        "billing_from": DAY,
        "billing_to": DAY,
    },
    "products": dict.fromkeys("product_code name kind includes tax_category".split(), TEXT),
    "prices": {
        **dict.fromkeys(
            "customer_id product_code currency model proration unassigned".split(), TEXT
        ),
        "valid_from": DAY,
        "valid_to": DAY,
    },
    "observations": {
        **dict.fromkeys("directory_id customer_id batch status reason decided_by".split(), TEXT),
        **dict.fromkeys(("observed_at", "recorded_at"), MOMENT),
        "day": DAY,
        "users": COUNT,
        "assignments": COUNT,
    },
    "coverage": {
        **dict.fromkeys("directory_id customer_id status".split(), TEXT),
        "day": DAY,
        "observed_at": MOMENT,
        "users": COUNT,
        "assignments": COUNT,
    },
    "users": {
        **dict.fromkeys(
            "customer_id directory_id user_id person_id user_principal_name display_name mail "
            "department user_type".split(),
            TEXT,
        ),
        "account_enabled": YES,
        "valid_from": DAY,
        "valid_to": DAY,
    },
    "assignments": {
        **dict.fromkeys(
            "customer_id directory_id user_id person_id sku_id sku_part_number product_code "
            "from_evidence".split(),
            TEXT,
        ),
        "valid_from": DAY,
        "valid_to": DAY,
    },
    "billable_days": {
        **PERIOD,
        "person_id": TEXT,
        "product_code": TEXT,
        "from_day": DAY,
        "to_day": DAY,
        "days": COUNT,
    },
    "excluded_days": {
        **PERIOD,
        "person_id": TEXT,
        "product_code": TEXT,
        "from_day": DAY,
        "to_day": DAY,
        "days": COUNT,
        "reason": TEXT,
    },
    "charges": {
        **PERIOD,
        **dict.fromkeys("product_code kind person_id proration".split(), TEXT),
        "unit_price": PRICE,
        "days": COUNT,
        "days_in_period": COUNT,
        "exact_numerator": COUNT,
        "exact_denominator": COUNT,
        "amount": MONEY,
    },
    "documents": {
        **PERIOD,
        **dict.fromkeys(
            "document_id number kind status corrects_number currency content_hash".split(), TEXT
        ),
        **dict.fromkeys(("net", "tax", "gross"), MONEY),
        "issued_at": MOMENT,
        "due_day": DAY,
    },
    "document_taxes": {
        "document_id": TEXT,
        "tax_category": TEXT,
        "tax_rate": "rate",
        "net": MONEY,
        "tax": MONEY,
    },
    "lines": {
        **PERIOD,
        **dict.fromkeys(
            "document_id line_key kind corrects_number person_id display_name user_principal_name "
            "department product_code product_name tax_category note".split(),
            TEXT,
        ),
        "line_no": COUNT,
        "from_day": DAY,
        "to_day": DAY,
        "days": COUNT,
        "days_in_period": COUNT,
        "unit_price": PRICE,
        "tax_rate": "rate",
        "amount": MONEY,
    },
    "blockers": {
        "customer_id": TEXT,
        "period_start": DAY,
        "code": TEXT,
        "directory_id": TEXT,
        "detail": TEXT,
        "since": DAY,
        "is_warning": YES,
    },
    "leakage": {"customer_id": TEXT, "cause": TEXT, "days": COUNT, "amount": MONEY},
}
WHOLE = {"INTEGER", "BIGINT", "HUGEINT"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("sql")
    desk = small(root)
    folder = batch(root, "b1", look(1, "ab"), look(20, "bc"))
    with premises(desk.estate, desk.today) as work:
        tell(work, [("import", [str(folder)])])
        settle(work, [MARCH])
    return desk


def test_every_promised_column_is_there_in_its_type(desk: Desk) -> None:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in desk.rows(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'f' and schema_name = 'finance'"
    ):
        found.setdefault(table, {})[column] = kind
    wrong = [
        f"{table}.{column}: {found.get(table, {}).get(column)}, not {kind}"
        for table, columns in PROMISED.items()
        for column, kind in columns.items()
        if not _is(found.get(table, {}).get(column, ""), kind)
    ]
    assert wrong == []


def _is(found: str, kind: str) -> bool:
    if kind == COUNT:
        return found in WHOLE
    return found.startswith("DECIMAL(") if kind == "rate" else found == kind


def test_no_column_of_the_file_is_a_floating_number(desk: Desk) -> None:
    rows = desk.rows(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'f' and data_type in ('DOUBLE', 'FLOAT')"
    )
    assert rows == []


def test_every_table_and_column_says_what_it_is(desk: Desk) -> None:
    silent = desk.rows(
        "select table_name, '' from duckdb_tables() "
        "where database_name = 'f' and coalesce(trim(comment), '') = '' union all "
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'f' and schema_name = 'finance' and not internal "
        "and coalesce(trim(comment), '') = ''"
    )
    assert silent == []
    assert desk.rows("select count(*) from duckdb_tables() where database_name = 'f'") == [
        (len(publish.TABLES),)
    ]


def test_the_file_is_of_the_oldest_format_that_we_promise(desk: Desk) -> None:
    """The number behind the magic bytes is what an older DuckDB looks at; 65 is that of 1.2."""
    path = desk.data / "finance.duckdb"
    header = path.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:], "little") == 65
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as f (read_only)")
        tags = connection.execute(
            "select tags from duckdb_databases() where database_name = 'f'"
        ).fetchall()
    assert tags[0][0]["storage_version"].startswith("v1.2.0")


def said(desk: Desk, query: str) -> list[dict[str, object]]:
    result = desk.call("sql", query)
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, object]] = json.loads(result.stdout)["rows"]
    return rows


def test_the_verb_answers_in_json_and_for_people(desk: Desk) -> None:
    query = "select user_id from assignments_on(date '2026-03-{}') order by user_id"
    assert said(desk, query.format(19)) == [{"user_id": "a"}, {"user_id": "b"}]
    assert said(desk, query.format(20)) == [{"user_id": "b"}, {"user_id": "c"}]
    # 30.00 * 19/31 + 30.00 * 31/31 + 30.00 * 12/31
    assert said(desk, "select sum(amount) as net from finance.lines") == [{"net": "60.000"}]
    plain = desk.call("sql", "select '[bold]x[/]' as shown", is_json=False)
    assert [line.strip() for line in plain.stdout.splitlines()] == ["shown", "[bold]x[/]", "1 row"]


REACHING_OUT = [
    "from read_csv('/etc/passwd')",
    "from read_text('/etc/passwd')",
    "from '/etc/passwd'",
    "copy lines to '{folder}/stolen.csv'",
    "attach '{folder}/other.duckdb' as other",
    "install httpfs",
    "load httpfs",
    "from glob('/etc/*')",
    "export database '{folder}/out'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "pragma enable_external_access",
    "create table finance.mine as select 1",
    "delete from lines",
    "update lines set amount = 0",
    "drop table lines",
    "comment on table lines is ''",
    "select 1; delete from lines",
]


@pytest.mark.parametrize("query", REACHING_OUT)
def test_a_query_reaches_nothing_else_and_changes_nothing(
    desk: Desk, tmp_path: Path, query: str
) -> None:
    before = (desk.data / "finance.duckdb").read_bytes()
    reasons = desk.refused("sql", query.format(folder=tmp_path))
    assert reasons
    assert list(tmp_path.iterdir()) == []
    assert (desk.data / "finance.duckdb").read_bytes() == before


def test_before_anything_is_published_it_says_what_to_do(tmp_path: Path) -> None:
    (reason,) = small(tmp_path).refused("sql", "select 1")
    assert reason.endswith("not there yet (prorata publish, or any import, writes it)")


def test_an_answer_that_json_cannot_hold_is_refused_or_null(desk: Desk) -> None:
    assert desk.refused("sql", "select 1 as a, 2 as a") == [
        "two columns are called a (give one another name)"
    ]
    assert said(desk, "select 'nan'::double as a, 1e308 * 10 as b") == [{"a": None, "b": None}]
    for empty in ("", "/* nothing */"):
        assert desk.refused("sql", empty) == ["there is no query in it"]


def test_queries_that_are_piped_in_fail_where_one_does(desk: Desk) -> None:
    good, bad = "select 1 as one;\n", "select amont from lines;\n"
    asked = desk.call("sql", is_json=False, given=bad + good)
    assert (asked.exit_code, "amont" in asked.stderr, "1 row" in asked.stdout) == (1, True, True)
    assert desk.call("sql", is_json=False, given=good).exit_code == 0


def test_a_wrong_query_is_refused_in_a_sentence(desk: Desk) -> None:
    reasons = desk.refused("sql", "select amont from lines")
    assert "amont" in reasons[0]
    assert not [line for line in reasons if "Traceback" in line]
