"""The people of the demo do what the story says of them."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.demo import cast
from pipelines.demo.days import LAST_DAY, LATE_BATCH, days
from pipelines.demo.directories import ZONES
from pipelines.demo.people import Account

Rows = dict[str, list[dict[str, str]]]
LOOK = ["directory_id", "observed_at"]


def test_who_comes_and_goes(users: pl.DataFrame) -> None:
    assert days_of(users, cast.JOINER)[0] == date(2026, 6, 17)
    assert days_of(users, cast.LEAVER)[-1] == date(2026, 9, 10)
    assert days_of(users, cast.ONE_DAY) == [date(2026, 9, 10)]
    away = set(days(date(2026, 6, 1), LAST_DAY)) - set(days_of(users, cast.RETURNER))
    assert (min(away), max(away)) == (date(2026, 6, 20), date(2026, 7, 20))


def days_of(frame: pl.DataFrame, account: Account) -> list[date]:
    """The customer's civil days on which a look shows the account."""
    mine = frame.filter(
        pl.col("directory_id") == account.directory_id, pl.col("user_id") == account.user_id
    )
    zone = ZONES[account.directory_id]
    return sorted({moment.astimezone(zone).date() for moment in mine["observed_at"]})


def test_one_begins_by_evidence_inside_a_gap(assignments: pl.DataFrame) -> None:
    her = assignments.filter(pl.col("user_id") == cast.BY_EVIDENCE.user_id).sort("observed_at")
    assert her["observed_at"][0].date() == date(2026, 7, 10)
    assert her["assigned_at"][0] == datetime(2026, 7, 8, 7, 15, tzinfo=UTC)


def test_one_leaves_inside_a_gap_and_a_late_look_misses_him(
    users: pl.DataFrame, assignments: pl.DataFrame
) -> None:
    late = pl.col("batch") == LATE_BATCH
    missed = users.filter(late, pl.col("directory_id") == cast.UNSEEN_LEAVER.directory_id)
    assert missed.height > 20
    assert not missed.filter(pl.col("user_id") == cast.UNSEEN_LEAVER.user_id).height
    his = assignments.filter(pl.col("user_id") == cast.UNSEEN_LEAVER.user_id)
    assert his["observed_at"].max().date() == date(2026, 7, 6)


@pytest.mark.parametrize("account", [cast.MARRIED, cast.RENAMED])
def test_a_new_name_keeps_the_id(users: pl.DataFrame, account: Account) -> None:
    mine = users.filter(pl.col("user_id") == account.user_id)
    shown = mine.select("display_name", "user_principal_name").unique().height
    assert shown == 2


def test_one_sku_by_a_group_and_directly(assignments: pl.DataFrame) -> None:
    mine = assignments.filter(pl.col("user_id") == cast.BOTH_WAYS.user_id)
    assert set(mine["assigned_via"]) == {"direct", "GRP-Ordination"}
    assert mine["sku_id"].n_unique() == 1


def test_guests_and_mailboxes_hold_skus(users: pl.DataFrame, assignments: pl.DataFrame) -> None:
    holders = users.join(assignments, on=[*LOOK, "user_id"], how="semi")
    assert holders.filter(pl.col("user_type") == "Guest").height > 0
    disabled = holders.filter(~pl.col("account_enabled"))["user_id"]
    assert set(disabled) == {cast.SHARED_MAILBOX.user_id, cast.DISABLED.user_id}


def test_the_yard_is_synced_to_entra(users: pl.DataFrame) -> None:
    linked = users.filter(pl.col("immutable_id").is_not_null())
    ids = linked.select("directory_id", "immutable_id").unique().group_by("directory_id").len()
    assert dict(ids.iter_rows()).keys() == {"nordwind-entra", "nordwind-ad"}
    assert ids["len"].n_unique() == 1


def test_the_mill_buys_more_than_it_hands_out(subscriptions: pl.DataFrame) -> None:
    bought = subscriptions.filter(
        pl.col("directory_id") == "himgiri-entra",
        pl.col("sku_part_number") == "O365_BUSINESS_PREMIUM",
    )
    assert (bought["purchased"] > bought["consumed"]).all()
    assert bought["purchased"].n_unique() == 2


def test_the_pupils_cross_their_tier_in_summer(estate: Rows, assignments: pl.DataFrame) -> None:
    tier = max(
        int(row["tier_from"] or 1) for row in estate["price_book"] if row["model"] == "volume"
    )
    pupils = assignments.filter(pl.col("directory_id") == "lindenhof-schueler")
    by_day = dict(pupils.group_by(pl.col("observed_at").dt.date()).len().iter_rows())
    many = [by_day[date(2026, month, 20)] >= tier for month in (6, 7, 8, 9)]
    assert many == [True, True, False, True]
