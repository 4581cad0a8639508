"""How a file of the estate, or a table of its settings, is declared.

A kind is a key of `values.KINDS`. `required` is the star of the documentation. `refers` names the
file whose key the column repeats.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file, or one key of `settings.toml`."""

    name: str
    kind: str
    doc: str
    required: bool = False
    default: object = None
    allowed: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    refers: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One CSV file: its columns, what no two rows may share, and the half-open span of a row."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    span: tuple[str, str] = ("valid_from", "valid_to")
    required: bool = False


TAX_CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O")
PAYER_KINDS = ("user_id", "user_principal_name", "domain", "department", "user_type", "disabled")
MATCH_KINDS = (*PAYER_KINDS, "sku")


def code(name: str, doc: str, *, required: bool = False, refers: str = "") -> Column:
    return Column(name, "code", doc, required=required, refers=refers)


def text(name: str, doc: str, *, required: bool = False) -> Column:
    return Column(name, "text", doc, required=required)


def day(name: str, doc: str, *, required: bool = False) -> Column:
    return Column(name, "day", doc, required=required)


def choice(
    name: str,
    doc: str,
    allowed: tuple[str, ...],
    *,
    required: bool = False,
    default: str | None = None,
) -> Column:
    return Column(name, "choice", doc, required=required, default=default, allowed=allowed)


def tax_columns(whose: str) -> tuple[Column, Column]:
    category = choice("tax_category", f"VAT category of UNCL 5305 {whose}.", TAX_CATEGORIES)
    return category, Column("tax_rate", "percent", f"Tax in percent {whose}.", least=0, most=100)
