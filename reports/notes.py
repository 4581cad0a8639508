"""Notes that billing writes in English, in the words of the page.

A note is frozen with its document, so what is said of it in another language is read from its text.
What the heading of its product says already is not said again below each person.
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


def noted(line: Line, writing: Writing) -> str:
    if line.proration in OF_RULES and line.note == OF_RULES[line.proration]:
        return ""
    held = HELD.fullmatch(line.note)
    if not held or not line.corrects_number:
        return line.note
    now, of, before = (writing.count(int(count)) for count in held.groups())
    return str(writing.words.say("held_was", now=now, of=of, before=before))
