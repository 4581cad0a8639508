"""Small pictures as SVG: drawn from numbers alone, with a sentence for whoever does not see them.

They hold no style and no script, so that a page that forbids both may show them.
"""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from reports.locales import Writing
from reports.text import displayable

INK, QUIET, HAIR = "#0f4c52", "#5f6b70", "#dde3e4"
LEFT, TOP, FOOT = 34, 8, 16
CURVE = (520, 110)
LONGEST = 32  # characters of a label
ENGLISH = Writing("en_GB", "EUR", 2)


def curve(points: Sequence[tuple[date, int]], says: str, writing: Writing = ENGLISH) -> Markup:
    """Steps of a count from day to day, from zero up; nothing where there are no days."""
    width, height = CURVE
    if not points:
        return Markup("")
    most = max(count for _, count in points) or 1
    across, down = (width - LEFT) / len(points), height - TOP - FOOT
    path = [f"M{LEFT:.1f} {_y(points[0][1], most, down):.1f}"]
    for at, (_, count) in enumerate(points, start=1):
        path.append(f"V{_y(count, most, down):.1f}H{LEFT + at * across:.1f}")
    floor = TOP + down
    area = "".join(path) + f"V{floor}H{LEFT}Z"
    return _svg(
        says,
        (width, height),
        f'<path d="{area}" fill="{INK}" fill-opacity="0.12"/>',
        f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="1.6"/>',
        f'<path d="M{LEFT} {floor}H{width}" stroke="{HAIR}"/>',
        _text(LEFT - 5, TOP + 8, writing.count(most), "end"),
        _text(LEFT - 5, floor, "0", "end"),
        _text(LEFT, height - 3, writing.day(points[0][0]), "start"),
        _text(width, height - 3, writing.day(points[-1][0]), "end"),
    )


def bars(
    rows: Sequence[tuple[str, float, str]], says: str, *, width: int = 520, row: int = 20
) -> Markup:
    """A bar for each row (label, size, what is written behind it), all to one scale."""
    if not rows:
        return Markup("")
    most = max(abs(size) for _, size, _ in rows) or 1
    start, room = width * 0.34, width * 0.42
    parts: list[str] = []
    for at, (label, size, written) in enumerate(rows):
        y, length = at * row, max(1.0, abs(size) / most * room)
        fill = INK if size >= 0 else "#a3402f"
        parts += [
            _text(start - 6, y + 14, _cut(label), "end"),
            f'<rect x="{start:.1f}" y="{y + 4}" width="{length:.1f}" height="{row - 8}" '
            f'fill="{fill}"/>',
            _text(start + length + 5, y + 14, written, "start"),
        ]
    return _svg(says, (width, len(rows) * row + 2), *parts)


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


def _svg(says: str, size: tuple[int, int], *parts: str) -> Markup:
    width, height = size
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-size="10.5" '
        f'font-family="system-ui, sans-serif"><title>{escape(displayable(says))}</title>'
        f"{''.join(parts)}</svg>"
    )


def _y(count: int, most: int, down: int) -> float:
    return TOP + down * (1 - count / most)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    said = escape(displayable(text))
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" fill="{QUIET}">{said}</text>'
