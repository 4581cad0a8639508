"""One case for each rule between rows and files, prices apart; and near misses."""

from collections.abc import Callable

import pytest

from pipelines.estate.model import Estate

Faults = Callable[..., tuple[str, ...]]
Edit = tuple[str, str, str]


def append(file: str, after: str, *lines: str) -> Edit:
    return file, after, "\n".join((after, *lines))


PAYER = "acme-entra,department,Sales,beta"
PAYERS_HEADER = "directory_id,match_kind,match_value,payer_customer_id"


def payers(*lines: str) -> Edit:
    whole = f"{PAYERS_HEADER}\n{PAYER}\n"
    return "payers.csv", whole, "\n".join((f"{PAYERS_HEADER},valid_from,valid_to", *lines))


CASES = [
    (
        append("customers.csv", "beta,Beta SA,,,", "acme,Other,,,"),
        "customers.csv line 4: customer_id 'acme' is already on line 2",
    ),
    (
        append("skus.csv", "FLOW_FREE,,free", "spb,m365,"),
        "skus.csv line 4: sku 'spb' is already on line 2",
    ),
    (
        append("people.csv", "ada,acme-entra,u1,acme", "bob,acme-entra,u1,"),
        "people.csv line 3: directory_id 'acme-entra' with user_id 'u1' is already on line 2",
    ),
    (
        ("adjustments.csv", "a1,acme", "a1,acmee"),
        "adjustments.csv line 2: unknown customer_id 'acmee' (nearest in customers.csv: acme)",
    ),
    (
        ("skus.csv", "SPB,m365", "SPB,copilot"),
        "skus.csv line 2: unknown product_code 'copilot' (not in products.csv)",
    ),
    (
        ("people.csv", "acme-entra", "acme-entry"),
        "people.csv line 2: unknown directory_id 'acme-entry' "
        "(nearest in directories.csv: acme-entra)",
    ),
    (
        ("people.csv", "u1,acme", "u1,zeta"),
        "people.csv line 2: unknown payer_customer_id 'zeta' (nearest in customers.csv: beta)",
    ),
    (
        ("directories.csv", "entra,graph,", "entra,,"),
        "directories.csv line 2: connection is blank (kind entra needs one)",
    ),
    (
        ("directories.csv", "00000000-0000-0000-0000-000000000001", ""),
        "directories.csv line 2: locator is blank (kind entra needs one)",
    ),
    (
        ("directories.csv", "entra,graph,", "entra,grahp,"),
        "directories.csv line 2: unknown connection 'grahp' (nearest: graph)",
    ),
    (
        ("directories.csv", "entra,graph,", "entra,x,"),
        "directories.csv line 2: unknown connection 'x' "
        "(no [connections] of that name in settings.toml)",
    ),
    (
        ("directories.csv", "acme,entra,", "acme,active_directory,"),
        "directories.csv line 2: connection 'graph' is of kind entra, "
        "the directory of kind active_directory",
    ),
    (
        ("skus.csv", "SPB,m365", "SPB,desk"),
        "skus.csv line 2: product_code 'desk' is of kind user "
        "(a SKU maps to a product of kind sku)",
    ),
    (
        ("quantities.csv", "disk", "site"),
        "quantities.csv line 2: product_code 'site' is of kind flat "
        "(quantities are for products of kind counted)",
    ),
    (
        ("products.csv", "365,sku,", "365,sku,dek"),
        "products.csv line 2: unknown product 'dek' in includes (nearest in products.csv: desk)",
    ),
    (
        ("products.csv", "365,sku,", "365,sku,desk;site"),
        "products.csv line 2: includes 'site' of kind flat (only sku and user may be)",
    ),
    (
        ("products.csv", "fee,flat,", "fee,flat,m365"),
        "products.csv line 4: a product of kind flat includes others (only sku and user may)",
    ),
    (
        ("products.csv", "365,sku,", "365,sku,m365"),
        "products.csv line 2: 'm365' includes itself",
    ),
    (
        (
            "products.csv",
            "m365,Microsoft 365,sku,\ndesk,Service desk,user,",
            "a,A,sku,b\nb,B,user,c\nc,C,sku,a\nm365,Microsoft 365,sku,\ndesk,Service desk,user,a",
        ),
        "products.csv line 2: includes go in a circle: a > b > c > a",
    ),
    (
        ("customers.csv", "EUR,S,19", "EUR,ae,19"),
        "customers.csv line 2: tax_rate 19 with tax_category AE (use 0, or leave it blank)",
    ),
    (
        append("people.csv", "ada,acme-entra,u1,acme", "ada,beta-recorded,u9,beta"),
        "people.csv line 3: person_id 'ada' has payer 'beta' and on line 2 'acme' "
        "(a person has one payer)",
    ),
    (
        payers(f"{PAYER},,2026-03-01", "acme-entra,department,SALES,acme,2026-02-28,"),
        "payers.csv line 3: department 'SALES' has payer 'acme' and on line 2 'beta' "
        "on the same days",
    ),
    (
        payers("acme-entra,disabled,,beta,,", "acme-entra,disabled,yes,acme,,"),
        "payers.csv line 3: disabled has payer 'acme' and on line 2 'beta' on the same days",
    ),
    (
        ("payers.csv", "department,Sales", "sku,SPB"),
        "payers.csv line 2: unknown match_kind 'sku' "
        "(use user_id, user_principal_name, domain, department, user_type or disabled)",
    ),
    (
        ("exclusions.csv", "vendor.example", ""),
        "exclusions.csv line 2: match_value is blank (match_kind domain needs one)",
    ),
    (
        ("exclusions.csv", "vendor.example", "@vendor.example"),
        "exclusions.csv line 2: match_value '@vendor.example' is not a domain "
        "(use what follows the @)",
    ),
    (
        ("exclusions.csv", "domain,vendor.example", "user_type,External"),
        "exclusions.csv line 2: unknown match_value 'External' of user_type (use Member or Guest)",
    ),
    (
        ("exclusions.csv", "domain,vendor.example", "disabled,no"),
        "exclusions.csv line 2: unknown match_value 'no' of disabled "
        "(leave it blank, or use true, yes or 1)",
    ),
    (
        ("adjustments.csv", "-12.50", "-12.505"),
        "adjustments.csv line 2: amount -12.505 has more than 2 decimals (of EUR)",
    ),
]


@pytest.mark.parametrize(("edit", "expected"), CASES, ids=[fault for _, fault in CASES])
def test_only_fault(faults_of: Faults, edit: Edit, expected: str) -> None:
    assert faults_of(edit) == (expected,)


def test_amounts_follow_the_currency_of_the_customer(faults_of: Faults) -> None:
    yen = ("customers.csv", "Acme GmbH,EUR", "Acme GmbH,jpy")
    (fault,) = faults_of(yen)
    assert fault == "adjustments.csv line 2: amount -12.50 has more than 0 decimals (of JPY)"


def test_two_circles_are_both_named(faults_of: Faults) -> None:
    old = "m365,Microsoft 365,sku,\ndesk,Service desk,user,"
    new = "m365,M,sku,desk\ndesk,D,user,m365\np,P,sku,q\nq,Q,sku,p"
    assert faults_of(("products.csv", old, new)) == (
        "products.csv line 2: includes go in a circle: m365 > desk > m365",
        "products.csv line 4: includes go in a circle: p > q > p",
    )


FINE = [
    payers(f"{PAYER},,2026-03-01", "acme-entra,department,SALES,acme,2026-03-01,"),
    payers(f"{PAYER},,", "acme-entra,department,SALES,beta,,"),
    append("people.csv", "ada,acme-entra,u1,acme", "ada,beta-recorded,u9,"),
    append("exclusions.csv", "not theirs", "acme,user_type,GUEST,guests", ",disabled,Yes,left"),
    ("products.csv", "365,sku,", "365,sku,desk"),
    ("customers.csv", "EUR,S,19", "EUR,AE,0"),
]


@pytest.mark.parametrize("edit", FINE, ids=[edit[2] for edit in FINE])
def test_no_fault(estate_of: Callable[..., Estate], edit: Edit) -> None:
    assert estate_of(edit).tables
