"""Notes that billing writes in English, in the words of the page.

A note is frozen with its document, so what is said of it in another language is read from its
text: days now and before, then what came after the invoice. One that is of no known form, such as
what the estate says of an adjustment, stays as it stands.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from reports.document import Line
from reports.locales import Writing

OF_RULES = {
    "full_period": "one whole price for any day",
    "fixed_30": "by thirtieths of a price",
    "until_period_end": "charged to the end of the period",
}
MONTHS = (
    "January February March April May June July August September October November December"
).split()
LEAP = 2000  # a year that has every day: a note names none where the invoice's goes without saying
_DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})"
_MORE = r"(?: and (?P<more>\d+) more)?"


def _came(between: str) -> str:
    return rf"(?P<day>{_DAY}) {between} (?P<known>{_DAY}(?: \d{{4}})?){_MORE}"


FORMS = {
    "days_was": r"(?:held )?(?P<now>-?\d+) of (?P<of>\d+) days, was (?P<before>-?\d+)",
    "days_was_priced": r"(?:held )?(?P<now>-?\d+) of (?P<of>\d+) days at this price, "
    r"was (?P<before>-?\d+)",
    "unit_days_was": r"(?P<now>-?\d+) unit-days, was (?P<before>-?\d+)",
    "came_batch": f"batch of {_came('came on')}",
    "came_release": f"look of {_came('was released on')}",
    "came_cover": f"days from {_came('on were decided on')}",
    "came_terms": "terms were changed since",
}


def is_of_rule(line: Line) -> bool:
    """Whether its note says no more than how its product is prorated."""
    return line.proration is not None and line.note == OF_RULES.get(line.proration)


def noted(line: Line, writing: Writing) -> str:
    if is_of_rule(line):
        return writing.words[f"rule_{line.proration}"]
    if not line.corrects_number or line.kind == "adjustment" or writing.words.language == "en":
        return line.note
    said = [next(_said(part, writing), None) for part in line.note.split("; ")]
    parts = [part for part in said if part is not None]
    return "; ".join(parts) if len(parts) == len(said) else line.note


def _said(part: str, writing: Writing) -> Iterator[str]:
    for label, form in FORMS.items():
        if found := re.fullmatch(form, part):
            given = found.groupdict()
            more = given.pop("more", None)
            values = {name: _written(value, writing) for name, value in given.items()}
            what = str(writing.words.say(label, **values))
            yield (
                what
                if more is None
                else str(writing.words.say("came_more", what=what, count=_written(more, writing)))
            )


def _written(value: str, writing: Writing) -> str:
    """A count, or a day with its year or without, in the customer's writing."""
    if re.fullmatch(r"-?\d+", value):
        return writing.count(int(value))
    if re.fullmatch(_DAY, value):
        return writing.day_of_year(_read(f"{value} {LEAP}"))
    return writing.day(_read(value))


def _read(written: str) -> date:
    day, month, year = written.split()
    return datetime(int(year), MONTHS.index(month) + 1, int(day)).date()
