"""A page for each customer: people per day, who joined or left, and what the period came to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reports import webpage
from reports.exports.report import style
from reports.locales import Writing
from reports.period import Curve, Period
from reports.pictures import curve
from reports.words import Words
from reports.workbook import Cell, shown

CHANGES = {"joined": "joined", "left": "left", "price": "price_changed"}


def write(period: Period) -> dict[str, bytes]:
    """Of customers that have a document in the period."""
    changes: dict[str, list[Mapping[str, Cell]]] = {}
    for change in period.tables["changes"].records():
        changes.setdefault(str(change["customer_id"]), []).append(change)
    made: dict[str, bytes] = {}
    for customer in period.tables["customers"].records():
        customer_id = str(customer["customer_id"])
        if customer["documents"]:
            name = f"statement-{customer_id}.html"
            made[name] = _page(period, customer, changes.get(customer_id, []))
    return made


def _page(
    period: Period, customer: Mapping[str, Cell], changes: Sequence[Mapping[str, Cell]]
) -> bytes:
    net = customer["net"]
    digits = max(0, -int(net.as_tuple().exponent)) if isinstance(net, Decimal) else 2
    writing = Writing(str(customer["locale"] or "en"), str(customer["currency"]), digits)
    words, points = writing.words, period.people.get(str(customer["customer_id"]), ())
    given = {
        "t": words,
        "write": writing,
        "period": period,
        "customer": customer,
        "people": curve(points, _said(points, words), writing),
        "changes": [
            {**change, "what": words[CHANGES[str(change["change"])]]} for change in changes
        ],
        "shown": shown,
    }
    return webpage.page("statement.html.j2", style(period), given)


def _said(points: Curve, words: Words) -> str:
    counts = [count for _, count in points] or [0]
    said = words.say("person_of", most=str(max(counts)), least=str(min(counts)))
    return f"{words['people_per_day']}: {said}"
