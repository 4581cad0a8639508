"""One case for each way in which a file or a cell can be wrong."""

from collections.abc import Callable

import pytest

Faults = Callable[..., tuple[str, ...]]

HEADERS = [
    (
        ("customers.csv", "tax_rate\n", "tax_rate,billing_dya\n"),
        "customers.csv: unknown column 'billing_dya' (nearest: billing_day)",
    ),
    (
        ("products.csv", "product_code,name", "Product_Code,name"),
        "products.csv: unknown column 'Product_Code' (nearest: product_code)",
    ),
    (
        ("products.csv", "includes\n", "includes,kind\n"),
        "products.csv: column 'kind' occurs more than once",
    ),
    (("customers.csv", ",name,", ",city,"), "customers.csv: column 'name' is missing"),
    (("skus.csv", ",reason", ","), "skus.csv: a column has no name"),
    (
        ("skus.csv", "sku,product_code,reason", "sku;product_code;reason"),
        "skus.csv: columns are separated by ';' (use commas)",
    ),
]


@pytest.mark.parametrize(("edit", "expected"), HEADERS, ids=[fault for _, fault in HEADERS])
def test_header(faults_of: Faults, edit: tuple[str, str, str], expected: str) -> None:
    assert expected in faults_of(edit)


RECORDS = [
    (
        ("skus.csv", "FLOW_FREE,,free", "FLOW_FREE,,free,really"),
        "skus.csv line 3: 4 fields, the header has 3",
    ),
    (("skus.csv", "FLOW_FREE,,free", "FLOW_FREE,"), "skus.csv line 3: 2 fields, the header has 3"),
    (("skus.csv", ",,free", ',,"free'), "skus.csv line 3: a quote is never closed"),
    (
        ("skus.csv", ",,free", ',,"free" of charge'),
        "skus.csv line 3: text follows a closing quote (write a quote inside a quoted field twice)",
    ),
    (("skus.csv", "free", "fr\0ee"), "skus.csv line 3: contains a NUL character"),
    (
        ("skus.csv", "free", "x" * 131_073),
        "skus.csv line 3: a field is longer than 131072 characters",
    ),
]

CELLS = [
    (("customers.csv", "Acme GmbH", " "), "customers.csv line 2: name is blank"),
    (
        ("customers.csv", "Acme GmbH", "Ac\x1bme"),
        r"customers.csv line 2: name 'Ac\x1bme' contains a control character",
    ),
    (
        ("adjustments.csv", "a1,", "a 1,"),
        "adjustments.csv line 2: adjustment_id 'a 1' is not an id "
        "(use letters, digits, '.', '_', '-')",
    ),
    (
        ("people.csv", "ada,", "..,"),
        "people.csv line 2: person_id '..' is not an id (use letters, digits, '.', '_', '-')",
    ),
    (
        ("adjustments.csv", "2026-01-15", "15.01.2026"),
        "adjustments.csv line 2: day '15.01.2026' is not a date (use yyyy-mm-dd)",
    ),
    (
        ("adjustments.csv", "2026-01-15", "2026-02-29"),
        "adjustments.csv line 2: day '2026-02-29' is not a date (use yyyy-mm-dd)",
    ),
    (
        ("adjustments.csv", "2026-01-15", "20260115"),
        "adjustments.csv line 2: day '20260115' is not a date (use yyyy-mm-dd)",
    ),
    (
        ("quantities.csv", ",500", ",5.5"),
        "quantities.csv line 2: quantity '5.5' is not a whole number",
    ),
    (("quantities.csv", ",500", ",-1"), "quantities.csv line 2: quantity '-1' is below 0"),
    (
        ("quantities.csv", ",500", f",{10**12}"),
        "quantities.csv line 2: quantity '1000000000000' is above 2147483647",
    ),
    (
        ("price_book.csv", "22.50", "22.1234567"),
        "price_book.csv line 2: unit_price '22.1234567' has more than 6 decimals",
    ),
    (
        ("price_book.csv", "22.50", "2e1"),
        "price_book.csv line 2: unit_price '2e1' is not a number "
        "(use digits and a point, such as 12.50)",
    ),
    (
        ("price_book.csv", "22.50", "NaN"),
        "price_book.csv line 2: unit_price 'NaN' is not a number "
        "(use digits and a point, such as 12.50)",
    ),
    (
        ("price_book.csv", "22.50", '"22,50"'),
        "price_book.csv line 2: unit_price '22,50' is not a number "
        "(use digits and a point, such as 12.50)",
    ),
    (
        ("price_book.csv", "22.50", "-22.50"),
        "price_book.csv line 2: unit_price '-22.50' is below 0",
    ),
    (
        ("price_book.csv", "22.50", "1" + "0" * 12),
        "price_book.csv line 2: unit_price '1000000000000' is above 999999999999",
    ),
    (
        ("customers.csv", "S,19", "S,19.125"),
        "customers.csv line 2: tax_rate '19.125' has more than 2 decimals",
    ),
    (("customers.csv", "S,19", "S,-1"), "customers.csv line 2: tax_rate '-1' is below 0"),
    (
        ("customers.csv", "EUR", "EUT"),
        "customers.csv line 2: unknown currency 'EUT' (nearest: EUR)",
    ),
    (
        ("customers.csv", "EUR", "€"),
        "customers.csv line 2: unknown currency '€' (use a code of ISO 4217, such as EUR)",
    ),
    (
        ("customers.csv", "EUR", "CLF"),
        "customers.csv line 2: currency CLF has 4 decimals (money here holds 3)",
    ),
    (
        ("customers.csv", "S,19", "X,19"),
        "customers.csv line 2: unknown tax_category 'X' (use S, Z, E, AE, K, G or O)",
    ),
    (
        ("directories.csv", "beta,recorded", "beta,ldap"),
        "directories.csv line 3: unknown kind 'ldap' (use entra, active_directory or recorded)",
    ),
]

# A column that the small estate has no need of, a value in it, and what is wrong with that.
EXTRA = [
    (
        "price_book.csv",
        "proration",
        "weekly",
        "unknown proration 'weekly' (use actual_days, full_period, fixed_30 or until_period_end)",
    ),
    ("price_book.csv", "discount_percent", "100.01", "discount_percent '100.01' is above 100"),
    ("price_book.csv", "discount_percent", "-5", "discount_percent '-5' is below 0"),
    ("price_book.csv", "minimum_quantity", "-5", "minimum_quantity '-5' is below 0"),
    ("price_book.csv", "tier_from", "0", "tier_from '0' is below 1"),
    ("customers.csv", "billing_day", "32", "billing_day '32' is above 31"),
    (
        "customers.csv",
        "billing_timing",
        "later",
        "unknown billing_timing 'later' (use arrears or advance)",
    ),
    (
        "customers.csv",
        "country",
        "Germany",
        "country 'Germany' is not a country (use two letters, such as DE)",
    ),
    ("customers.csv", "email", "acme", "email 'acme' is not an address (use name@domain)"),
    (
        "customers.csv",
        "time_zone",
        "Europe/Berlyn",
        "unknown time_zone 'Europe/Berlyn' (nearest: Europe/Berlin)",
    ),
    ("customers.csv", "locale", "xx-YY", "unknown locale 'xx-YY' (use one such as de-AT)"),
    ("customers.csv", "locale", "d", "unknown locale 'd' (use one such as de-AT)"),
]


@pytest.mark.parametrize(
    ("edit", "expected"), RECORDS + CELLS, ids=[fault for _, fault in RECORDS + CELLS]
)
def test_only_fault(faults_of: Faults, edit: tuple[str, str, str], expected: str) -> None:
    assert faults_of(edit) == (expected,)


@pytest.mark.parametrize(
    ("file", "column", "value", "expected"), EXTRA, ids=[case[-1] for case in EXTRA]
)
def test_extra_column(
    faults_of: Faults, files: dict[str, str], file: str, column: str, value: str, expected: str
) -> None:
    header, first, *rest = files[file].splitlines()
    lines = [f"{header},{column}", f"{first},{value}", *(f"{line}," for line in rest)]
    assert faults_of((file, files[file], "\n".join(lines))) == (f"{file} line 2: {expected}",)


def test_hostile_value_is_escaped_and_cut(faults_of: Faults) -> None:
    (fault,) = faults_of(("adjustments.csv", "2026-01-15", "\x1b[31m\u202e" + "A" * 100))
    shown = r"\x1b[31m\u202e" + "A" * 45 + "…"
    assert fault == f"adjustments.csv line 2: day '{shown}' is not a date (use yyyy-mm-dd)"


def test_hostile_column_name_is_escaped_and_cut(faults_of: Faults) -> None:
    (fault, *_) = faults_of(("skus.csv", "reason", "\x07" * 200))
    assert fault.startswith(r"skus.csv: unknown column '\x07\x07")
    assert len(fault) < 130
