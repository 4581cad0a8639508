"""Writes what the directories showed: one batch a month, in the four tables of the format."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path

import polars as pl

from pipelines.demo.days import looks, without_repeats
from pipelines.demo.people import faces, holdings
from pipelines.demo.products import SKU_IDS
from pipelines.demo.staff import everybody

MOMENT = pl.Datetime("us", "UTC")
SPAN: dict[str, pl.DataType] = {"from_at": pl.Datetime("us"), "to_at": pl.Datetime("us")}
FACE: dict[str, pl.DataType] = {
    "directory_id": pl.String(),
    "user_id": pl.String(),
    "user_principal_name": pl.String(),
    "display_name": pl.String(),
    "mail": pl.String(),
    "department": pl.String(),
    "company_name": pl.String(),
    "account_enabled": pl.Boolean(),
    "user_type": pl.String(),
    "immutable_id": pl.String(),
    "created_at": MOMENT,
}
HOLDING: dict[str, pl.DataType] = {
    "directory_id": pl.String(),
    "user_id": pl.String(),
    "sku_part_number": pl.String(),
    "assigned_via": pl.String(),
    "assigned_at": MOMENT,
}
LOOK: dict[str, pl.DataType] = {
    "directory_id": pl.String(),
    "observed_at": MOMENT,
    "local_at": pl.Datetime("us"),
    "batch": pl.String(),
    "same_as": MOMENT,
}
KEY = ("batch", "directory_id", "observed_at")
SKU = ("sku_id", "sku_part_number")

SPARE = 3  # units that everybody has bought ahead
# The mill bought eighty in spring and gave six back in August; it pays for what nobody holds.
MILL = ("himgiri-entra", "O365_BUSINESS_PREMIUM")
SPRING, AUTUMN, GIVEN_BACK = 80, 74, "2026-08"


def write_batches(root: Path) -> None:
    """root/batches/<month>/: observations, users, assignments and subscriptions as Parquet."""
    for name, table in _tables().items():
        for (batch,), rows in table.partition_by("batch", as_dict=True, include_key=False).items():
            folder = root / "batches" / str(batch)
            folder.mkdir(parents=True, exist_ok=True)
            rows.write_parquet(folder / f"{name}.parquet")


def _tables() -> dict[str, pl.DataFrame]:
    """The four tables of the format; before each row the batch that it belongs to."""
    accounts = everybody()
    users = _frame(chain.from_iterable(map(faces, accounts)), FACE | SPAN)
    held = _frame(chain.from_iterable(map(holdings, accounts)), HOLDING | SPAN)
    seen = _frame(without_repeats(looks(), _changes(users, held)), LOOK)
    assignments = _shown(held.with_columns(_sku_id()), seen)
    return {
        "observations": seen.select(*KEY, "same_as").sort(*KEY),
        "users": _shown(users, seen).select(*_columns(FACE)).sort(*KEY, "user_id"),
        "assignments": assignments.select(*_columns(HOLDING, "sku_id")).sort(
            *KEY, "user_id", *SKU, "assigned_via"
        ),
        "subscriptions": _subscriptions(assignments).sort(*KEY, *SKU),
    }


def _frame(rows: Iterable[tuple[object, ...]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _changes(users: pl.DataFrame, held: pl.DataFrame) -> dict[str, list[datetime]]:
    """By directory, the moments at which anything in it changes."""
    spans = pl.concat([frame.select("directory_id", *SPAN) for frame in (users, held)])
    moments = spans.unpivot(index="directory_id", value_name="at").select("directory_id", "at")
    grouped = moments.unique().group_by("directory_id").agg("at")
    return dict(grouped.iter_rows())


def _shown(spans: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Every row of `spans` once for each look that finds it, and does not only repeat another."""
    is_there = pl.col("local_at").is_between("from_at", "to_at", closed="left")
    return seen.filter(pl.col("same_as").is_null()).join(spans, on="directory_id").filter(is_there)


def _sku_id() -> pl.Expr:
    return pl.col("sku_part_number").replace_strict(SKU_IDS).alias("sku_id")


def _columns(schema: Mapping[str, pl.DataType], *more: str) -> list[str]:
    return [*KEY, *(name for name in schema if name not in KEY), *more]


def _subscriptions(assignments: pl.DataFrame) -> pl.DataFrame:
    """What each tenant has bought of a SKU, and how much of it somebody holds at that look."""
    tenants = assignments.filter(pl.col("directory_id") != "nordwind-ad")
    consumed = tenants.group_by(*KEY, *SKU).agg(consumed=pl.col("user_id").n_unique())
    most = pl.col("consumed").max().over("directory_id", "sku_id") + SPARE
    is_mill = (pl.col("directory_id") == MILL[0]) & (pl.col("sku_part_number") == MILL[1])
    at_mill = pl.when(pl.col("batch") < GIVEN_BACK).then(SPRING).otherwise(AUTUMN)
    bought = pl.when(is_mill).then(at_mill).otherwise(most).cast(pl.Int64)
    return consumed.select(
        *KEY,
        *SKU,
        purchased=bought,
        consumed=pl.col("consumed").cast(pl.Int64),
        status=pl.lit("Enabled"),
    )
