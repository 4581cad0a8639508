"""An explanation as a page that a customer can be sent: self-contained, for the screen and A4."""

from reports import webpage
from reports.explanation import Explanation
from reports.letter import colours


def page(explanation: Explanation, seller: str, accent: str | None) -> bytes:
    """The page; the same explanation always gives the same bytes."""
    given = {"told": explanation, "seller": seller}
    return webpage.page("explanation.html.j2", _style(accent), given)


def _style(accent: str | None) -> str:
    chosen, ink = colours(accent)
    sheets = webpage.sheet("report.css") + webpage.sheet("explanation.css")
    return f":root {{ --accent: {chosen}; --ink: {ink}; }}\n{sheets}"
