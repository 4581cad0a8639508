"""Numbers and dates of the two formats that programs read."""

import csv
import io
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from reports.formats import FORMATS


def rows(document):
    text = FORMATS["csv"](document).decode("utf-8")
    assert text.count("\r\n") == 1 + len(document.lines)
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("22.0000000000", "22.00"),
        ("22", "22.00"),
        ("36.1234567891", "36.1234567891"),
        ("0.5000", "0.50"),
        ("1E+3", "1000.00"),
        ("0E-10", "0.00"),
        ("1E-7", "0.0000001"),
    ],
)
def test_prices_are_plain_decimals(build, line, given, written):
    document = build([line("22.00", unit_price=Decimal(given))])
    assert rows(document)[0]["unit_price"] == written
    assert json.loads(FORMATS["json"](document))["lines"][0]["unit_price"] == written


@pytest.mark.parametrize(
    ("given", "digits", "written"),
    [("22", 2, "22.00"), ("-3.1", 2, "-3.10"), ("-0.00", 2, "0.00"), ("1E3", 0, "1000"),
     ("1.5", 3, "1.500")],
)  # fmt: skip
def test_amounts_have_the_currencys_digits(build, line, given, digits, written):
    document = build([line(given)], minor_digits=digits)
    assert rows(document)[0]["amount"] == written
    assert json.loads(FORMATS["json"](document))["net"] == written


def test_numbers_are_never_quoted_away(build, line):
    row = rows(build([line("-3.10", kind="adjustment", days=-2, unit_price=Decimal(-1))]))[0]
    assert (row["amount"], row["days"], row["unit_price"]) == ("-3.10", "-2", "-1.00")


def test_absent_is_empty_and_ends_are_exclusive(build, line):
    row = rows(build([line("22.00")]))[0]
    assert (row["person_id"], row["corrects_number"]) == ("", "")
    assert (row["from_day"], row["to_day"]) == ("2026-03-01", "2026-04-01")


def test_the_scale_of_a_decimal_changes_no_byte(build, line):
    one, other = build([line("22.0")]), build([line("22.000", tax_rate=Decimal(19))])
    assert all(write(one) == write(other) for write in FORMATS.values())


def test_moments_are_utc(build, line):
    kiel = timezone(timedelta(hours=2))
    document = build([line("22.00")], issued_at=datetime(2026, 4, 1, 12, tzinfo=kiel))
    assert json.loads(FORMATS["json"](document))["issued_at"] == "2026-04-01T10:00:00Z"
