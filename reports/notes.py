"""Notes that billing writes in English, in the words of the page.

A note is frozen with its document, so what is said of it in another language is read from its text.
"""

import re

from reports.document import Line
from reports.locales import Writing

OF_RULES = {
    "full_period": "one whole price for any day",
    "fixed_30": "by thirtieths of a price",
    "until_period_end": "charged to the end of the period",
}
HELD = re.compile(r"held (-?\d+) of (\d+) days, was (-?\d+)")


def is_of_rule(line: Line) -> bool:
    """Whether its note says no more than how its product is prorated."""
    return line.proration is not None and line.note == OF_RULES.get(line.proration)


def noted(line: Line, writing: Writing) -> str:
    if is_of_rule(line):
        return writing.words[f"rule_{line.proration}"]
    held = HELD.fullmatch(line.note)
    if not held or not line.corrects_number:
        return line.note
    now, of, before = (writing.count(int(count)) for count in held.groups())
    return str(writing.words.say("held_was", now=now, of=of, before=before))
