"""The demo estate and its story: the same bytes each time, and no fault."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.demo.batches import write_batches
from pipelines.demo.days import LATE_BATCH
from pipelines.demo.directories import DIRECTORIES
from pipelines.demo.estate import write_estate
from pipelines.demo.story import STORY
from pipelines.estate.read import read

Rows = dict[str, list[dict[str, str]]]
BATCHES = ["2026-06", "2026-07", "2026-08", "2026-09"]


def test_the_same_bytes_every_time(demo: Path, tmp_path: Path) -> None:
    write_estate(tmp_path)
    write_batches(tmp_path)
    paths = sorted(path.relative_to(demo) for path in demo.rglob("*") if path.is_file())
    assert paths == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert [p for p in paths if (demo / p).read_bytes() != (tmp_path / p).read_bytes()] == []


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="is not empty"):
        write_estate(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_estate_has_no_fault(demo: Path) -> None:
    read(demo, {"html", "csv", "json"})


def test_every_account_named_in_the_estate_exists(estate: Rows, users: pl.DataFrame) -> None:
    known = set(users.select("directory_id", "user_id").unique().iter_rows())
    assert {(row["directory_id"], row["user_id"]) for row in estate["people"]} <= known
    departments = set(users.select("directory_id", "department").unique().iter_rows())
    assert {(row["directory_id"], row["match_value"]) for row in estate["payers"]} <= departments


def test_every_sku_held_is_known(estate: Rows, assignments: pl.DataFrame) -> None:
    known = {row["sku"] for row in estate["skus"]}
    held = assignments.select("sku_id", "sku_part_number").unique().iter_rows()
    assert [names for names in held if not known & set(names)] == []


def test_every_product_held_has_a_price_in_its_customers_currency(
    estate: Rows, assignments: pl.DataFrame
) -> None:
    products = {row["sku"]: row["product_code"] for row in estate["skus"]}
    currencies = {row["customer_id"]: row["currency"] for row in estate["customers"]}
    listed = {
        (row["product_code"], row["currency"])
        for row in estate["price_book"]
        if not row["customer_id"]
    }
    held = assignments.select("directory_id", "sku_id", "sku_part_number").unique().iter_rows()
    sold = {
        (products.get(sku_id) or products.get(part, ""), currencies[DIRECTORIES[at].customer_id])
        for at, sku_id, part in held
    }
    assert {(product, currency) for product, currency in sold if product} <= listed


def test_every_way_to_price_is_used(estate: Rows) -> None:
    book = estate["price_book"]
    assert {row["model"] for row in book} == {"", "graduated", "volume"}
    ways = {"", "full_period", "fixed_30", "until_period_end"}
    assert {row["proration"] for row in book} == ways
    assert {row["currency"] for row in book} == {"EUR", "USD", "JPY"}
    for column in ("minimum_quantity", "discount_percent", "valid_to"):
        assert any(row[column] for row in book)
    assert any(row["unassigned"] == "bill" for row in book)
    products = estate["products"]
    assert {row["kind"] for row in products} == {"sku", "user", "flat", "counted"}
    assert any(row["includes"] for row in products)


def test_taxes_zones_and_agreements_vary(estate: Rows) -> None:
    customers = estate["customers"]
    taxes = {(row["tax_category"], row["tax_rate"]) for row in customers}
    assert taxes == {("S", "19"), ("S", "21"), ("AE", "0"), ("G", "0"), ("O", "0")}
    assert len({row["time_zone"] for row in customers}) > 5
    assert [row["customer_id"] for row in customers if row["billing_day"]] == ["chagetsudo"]
    kinds = {row["match_kind"] for row in estate["exclusions"]}
    assert kinds == {"domain", "user_type", "user_principal_name", "department", "disabled", "sku"}
    assert {float(row["amount"]) > 0 for row in estate["adjustments"]} == {True, False}


def test_the_story_is_well_formed(demo: Path) -> None:
    moments = [datetime.fromisoformat(step.today) for step in STORY]
    assert moments == sorted(moments)
    assert max(len(step.says) for step in STORY) <= 68
    verbs = {step.arguments[0] for step in STORY}
    assert verbs == {"import", "bill", "issue", "release", "cover", "correct", "explain", "check"}
    imports = {step.arguments[1]: step for step in STORY if step.arguments[0] == "import"}
    assert list(imports) == [f"batches/{batch}" for batch in (*BATCHES, LATE_BATCH)]
    for folder, step in imports.items():
        latest = pl.read_parquet(demo / folder / "observations.parquet")["observed_at"].to_list()
        assert max(latest) <= datetime.fromisoformat(step.today)
    assert [step.arguments for step in STORY if step.expects] == [("bill", "2026-08")]
    assert STORY[-1].arguments == ("check",)
