"""A document that contradicts itself is not built, and the message names what is wrong."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

D = Decimal


def test_samples_are_documents(sample):
    assert sample[1].gross == sample[1].net + sample[1].tax


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"net": D("21.99")}, "net 21.99 is not the 22.00 that its lines add up to"),
        ({"tax": D("4.17")}, "tax 4.17 is not the 4.18 that its taxes add up to"),
        ({"gross": D("26.17")}, "gross 26.17 is not the 26.18 that net and tax add up to"),
        ({"gross": D("26.181")}, "gross 26.181 has more than the 2 decimals of EUR"),
        ({"net": D("NaN")}, "net is NaN, not an amount"),
        ({"taxes": ()}, "no tax for S 19.00, which lines have"),
        ({"kind": "receipt"}, "unknown kind 'receipt' (use invoice, credit_note)"),
        ({"status": "sent"}, "unknown status 'sent' (use preview, draft, approved, issued)"),
        ({"number": None}, "issued, but without number or issued_at"),
        ({"issued_at": datetime(2026, 4, 1)}, "issued_at 2026-04-01 00:00:00 has no time zone"),
        ({"logo": b"x", "logo_type": "text/html"}, "unknown logo_type 'text/html'"),
        ({"minor_digits": -1}, "minor_digits -1 is below zero"),
    ],
)
def test_contradictions_are_named(build, line, given: dict[str, Any], message: str):
    good = build([line("22.00")])
    with pytest.raises(ValueError, match="document ") as fault:
        replace(good, **given)
    assert message in str(fault.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"line_no": 2}, "line_no 2 stands where 1 belongs"),
        ({"kind": "gift"}, "unknown kind of line 1 'gift'"),
        ({"amount": D("22.001")}, "amount of line 1 22.001 has more than the 2 decimals"),
        ({"unit_price": D("Infinity")}, "unit_price of line 1 is Infinity, not a number"),
        ({"tax_rate": D(7)}, "no tax for S 7, which lines have"),
    ],
)
def test_lines_are_judged(build, line, given: dict[str, Any], message: str):
    good = build([line("22.00")])
    with pytest.raises(ValueError, match="document ") as fault:
        replace(good, lines=(replace(good.lines[0], **given),))
    assert message in str(fault.value)


def test_a_tax_stands_once(build, line):
    good = build([line("22.00")])
    half = replace(good.taxes[0], net=D("11.00"), tax=D("2.09"))
    with pytest.raises(ValueError, match=r"tax of S 19\.00 stands more than once"):
        replace(good, taxes=(half, half))


def test_the_scale_of_a_decimal_is_not_its_decimals(build, line):
    assert build([line("22.000")], minor_digits=0).net == 22
