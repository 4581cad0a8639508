"""What a column or setting takes and means, in words: for the docs and for comments in files."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.estate.columns import Column

KINDS: Mapping[str, str] = {
    "choice": "one of a few",
    "code": "id",
    "codes": "ids, separated by ;",
    "colour": "colour",
    "country": "country",
    "currency": "currency (ISO 4217)",
    "day": "day",
    "email": "address",
    "env": "name of an environment variable",
    "flag": "true or false",
    "locale": "locale",
    "names": "list of texts",
    "numbering": "pattern of {year} and {seq}",
    "path": "path",
    "percent": "percent, 2 decimals",
    "price": "number, 6 decimals",
    "amount": "number, 3 decimals",
    "share": "number from 0 to 1",
    "text": "text",
    "whole": "whole number",
    "zone": "time zone",
}


def takes(column: Column, mark: str = "", joint: str = ", ") -> str:
    """Its values; those that are listed stand between marks."""
    if column.allowed:
        return joint.join(f"{mark}{name}{mark}" for name in column.allowed)
    if column.kind == "share":
        return KINDS["share"]
    limits = [f"at least {column.least}"] if column.least is not None else []
    limits += [f"at most {column.most}"] if column.most is not None else []
    return ", ".join([KINDS[column.kind], *limits])


def meaning(column: Column, mark: str = "") -> str:
    """Its sentence, and what a blank stands for."""
    if column.default is None:
        return column.doc
    if isinstance(column.default, tuple):
        shown = ", ".join(str(one) for one in column.default)
    else:
        shown = str(column.default).lower() if column.kind == "flag" else str(column.default)
    return f"{column.doc} Default {mark}{shown}{mark}."
