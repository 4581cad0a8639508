"""One case for each rule of the price book, and the near misses that are no fault."""

from collections.abc import Callable

import pytest

from pipelines.estate.model import Estate

Faults = Callable[..., tuple[str, ...]]
Edit = tuple[str, str, str]

HEADER = "customer_id,product_code,valid_from,valid_to,currency,unit_price"
WHOLE_BOOK = f"""{HEADER}
,m365,2026-01-01,,EUR,22.50
,desk,2026-01-01,,EUR,30
,site,2026-01-01,,EUR,100
,disk,2026-01-01,,EUR,0.125
"""


def append(file: str, after: str, *lines: str) -> Edit:
    return file, after, "\n".join((after, *lines))


def prices(columns: str, *lines: str) -> Edit:
    """A price book of these rows alone; the header ends in these columns."""
    header = f"{HEADER},{columns}" if columns else HEADER
    return "price_book.csv", WHOLE_BOOK, "\n".join((header, *lines))


CASES = [
    (
        ("price_book.csv", "2026-01-01,,", "2026-01-01,2026-01-01,"),
        "price_book.csv line 2: valid_to 2026-01-01 is not after valid_from 2026-01-01",
    ),
    (
        append("price_book.csv", ",disk,2026-01-01,,EUR,0.125", ",m365,2026-03-01,,EUR,25"),
        "price_book.csv line 6: product_code 'm365' in EUR has two prices for the list price "
        "from 2026-03-01 (also line 2)",
    ),
    (
        prices("", "acme,m365,2026-03-01,,EUR,9", "acme,m365,2026-01-01,2026-03-02,EUR,8"),
        "price_book.csv line 3: product_code 'm365' in EUR has two prices for customer_id 'acme' "
        "from 2026-03-01 (also line 2)",
    ),
    (
        append("price_book.csv", ",disk,2026-01-01,,EUR,0.125", ",m365,2026-01-01,,EUR,25"),
        "price_book.csv line 6: tier_from 1 of the same prices is already on line 2",
    ),
    (
        prices("model,tier_from", ",m365,2026-01-01,,EUR,9,volume,2"),
        "price_book.csv line 2: prices begin at tier_from 2 (begin at 1)",
    ),
    (
        prices("tier_from", ",m365,2026-01-01,,EUR,9,1", ",m365,2026-01-01,,EUR,8,10"),
        "price_book.csv line 3: model standard has more than one tier (use graduated or volume)",
    ),
    (
        prices("model,proration", ",m365,2026-01-01,,EUR,9,graduated,fixed_30"),
        "price_book.csv line 2: model graduated with proration fixed_30 (use actual_days)",
    ),
    (
        prices("minimum_quantity,proration", ",m365,2026-01-01,,EUR,9,5,full_period"),
        "price_book.csv line 2: minimum_quantity 5 with proration full_period (use actual_days)",
    ),
    (
        prices("model", ",site,2026-01-01,,EUR,9,volume"),
        "price_book.csv line 2: model volume on a product of kind flat (use sku or user)",
    ),
    (
        prices("minimum_quantity", ",disk,2026-01-01,,EUR,9,5"),
        "price_book.csv line 2: minimum_quantity 5 on a product of kind counted (use sku or user)",
    ),
    (
        prices("proration", ",disk,2026-01-01,,EUR,9,full_period"),
        "price_book.csv line 2: a product of kind counted with proration full_period "
        "(use actual_days)",
    ),
    (
        prices("unassigned,model", ",m365,2026-01-01,,EUR,9,bill,volume"),
        "price_book.csv line 2: unassigned bill with model volume (use standard)",
    ),
    (
        prices("unassigned", ",desk,2026-01-01,,EUR,9,bill"),
        "price_book.csv line 2: unassigned bill on a product of kind user (use sku)",
    ),
]


@pytest.mark.parametrize(("edit", "expected"), CASES, ids=[fault for _, fault in CASES])
def test_only_fault(faults_of: Faults, edit: Edit, expected: str) -> None:
    assert faults_of(edit) == (expected,)


FINE = [
    prices("", ",m365,2026-01-01,2026-02-01,EUR,9", ",m365,2026-02-01,,EUR,8"),
    prices("", ",m365,2026-01-01,,EUR,9", ",m365,2026-01-01,,USD,8"),
    prices("", ",m365,2026-01-01,,EUR,9", "acme,m365,2026-01-01,,EUR,8"),
    prices("", "beta,m365,2026-01-01,,CHF,9"),
    prices("tier_from,model", *(f",m365,2026-01-01,,EUR,9,{n},graduated" for n in (10, 1, 5))),
    prices("minimum_quantity,proration", ",site,2026-01-01,,EUR,9,0,full_period"),
]


@pytest.mark.parametrize("edit", FINE, ids=[edit[2] for edit in FINE])
def test_no_fault(estate_of: Callable[..., Estate], edit: Edit) -> None:
    assert estate_of(edit).tables
