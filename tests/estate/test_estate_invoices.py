"""What `check` says an estate lacks for e-invoices, where its formats ask for them."""

from collections.abc import Callable

import pytest

from pipelines.estate.model import Estate

Edit = tuple[str, str, str]
Faults = Callable[..., tuple[str, ...]]

SELLER = 'name = "Nordlicht IT"'
FULL_SELLER: Edit = (
    "settings.toml",
    SELLER,
    f'{SELLER}\ncountry = "DE"\nvat_id = "DE123456789"\nelectronic_address = "9930:DE123456789"',
)
HEADER = "customer_id,name,currency,tax_category,tax_rate\n"
ROWS = "acme,Acme GmbH,EUR,S,19\nbeta,Beta SA,,,\n"
FULL_HEADER = "customer_id,name,currency,tax_category,tax_rate,country,vat_id,electronic_address\n"
FULL_ROWS = "acme,Acme GmbH,EUR,S,19,DE,,9930:DE136695976\nbeta,Beta SA,,,,FR,,0002:552100554\n"
FULL_BUYERS: Edit = ("customers.csv", HEADER + ROWS, FULL_HEADER + FULL_ROWS)


def formats(*names: str) -> Edit:
    listed = ", ".join(f'"{name}"' for name in names)
    return ("settings.toml", "[output]", f"[output]\nformats = [{listed}]")


def buyers(old: str, new: str) -> Edit:
    assert old in FULL_ROWS
    return ("customers.csv", HEADER + ROWS, FULL_HEADER + FULL_ROWS.replace(old, new))


def test_everything_that_lacks_is_named_at_once(faults_of: Faults) -> None:
    assert faults_of(formats("ubl", "factur-x")) == (
        "settings.toml: country is missing in [seller] (factur-x and ubl need it)",
        "settings.toml: vat_id is missing in [seller] (factur-x and ubl need it)",
        "settings.toml: electronic_address is missing in [seller] (ubl needs it)",
        "customers.csv line 2: country is missing (factur-x and ubl need it)",
        "customers.csv line 2: electronic_address is missing (ubl needs it)",
        "customers.csv line 3: country is missing (factur-x and ubl need it)",
        "customers.csv line 3: electronic_address is missing (ubl needs it)",
    )


def test_other_formats_ask_for_nothing(estate_of: Callable[..., Estate]) -> None:
    assert estate_of(formats("html", "pdf", "xlsx")).settings.output.formats[1] == "pdf"


def test_a_full_estate_has_no_fault(estate_of: Callable[..., Estate]) -> None:
    estate_of(formats("ubl", "factur-x"), FULL_SELLER, FULL_BUYERS)


def test_factur_x_is_content_with_an_email(faults_of: Faults) -> None:
    plain = ("settings.toml", SELLER, f'{SELLER}\ncountry = "DE"\nvat_id = "DE1"')
    assert faults_of(formats("factur-x"), plain, FULL_BUYERS) == (
        "settings.toml: electronic_address or email is missing in [seller] (factur-x needs it)",
    )


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            buyers("EUR,S,19", "KWD,S,19"),
            "customers.csv line 2: currency 'KWD' has more than 2 decimals "
            "(leave factur-x and ubl out of formats in settings.toml)",
        ),
        (
            buyers("EUR,S,19", "EUR,AE,0"),
            "customers.csv line 2: vat_id is missing with tax_category AE "
            "(factur-x and ubl need it)",
        ),
        (
            buyers("9930:DE136695976", "DE136695976"),
            "customers.csv line 2: electronic_address 'DE136695976' names no scheme "
            "(use 0088:4012345000009)",
        ),
    ],
)
def test_only_fault_of_a_buyer(faults_of: Faults, edit: Edit, expected: str) -> None:
    assert faults_of(formats("ubl", "factur-x"), FULL_SELLER, edit) == (expected,)


def test_outside_the_scope_stands_alone(faults_of: Faults) -> None:
    header = ("products.csv", "kind,includes\n", "kind,tax_category,includes\n")
    rows = (
        ("products.csv", "m365,Microsoft 365,sku,", "m365,Microsoft 365,sku,O,"),
        *(("products.csv", f",{kind},\n", f",{kind},,\n") for kind in ("user", "flat", "counted")),
    )
    assert faults_of(formats("ubl"), FULL_SELLER, FULL_BUYERS, header, *rows) == (
        "products.csv line 2: tax_category O would stand beside S in one e-invoice "
        "(O stands alone)",
    )
