"""Medians, spreads and slopes, and lines of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from statistics import linear_regression, median
from textwrap import fill


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of seconds over sizes, both as logarithms."""
    return linear_regression([log(n) for n in sizes], [log(s) for s in seconds]).slope


def spread(figures: Sequence[float]) -> str:
    return f"({_short(min(figures))}–{_short(max(figures))})"


def middle(figures: Sequence[float]) -> str:
    """The median and, in brackets, the least and the greatest."""
    return f"{_short(median(figures)):>5} {spread(figures)}"


def _short(figure: float) -> str:
    return f"{figure:.2f}" if figure < 100 else f"{figure:.0f}"


def filled(sentences: str) -> str:
    return fill(sentences, 80)


def fenced(lines: Sequence[str]) -> str:
    return "\n".join(["```", *lines, "```"])
