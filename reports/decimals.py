"""Decimals as plain text: no exponent, no minus zero, and never a rounding."""

from decimal import Context, Decimal, Inexact

# Wide enough for every DECIMAL of the warehouse; a digit that would be lost is an error.
_EXACT = Context(prec=60, traps=[Inexact])


def exact(value: Decimal, digits: int) -> Decimal:
    """The value with exactly so many decimals; decimal.Inexact when that would change it."""
    scaled = value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    return scaled if scaled else abs(scaled)


def fixed(value: Decimal, digits: int) -> str:
    """An amount: 12.5 with two digits is 12.50."""
    return format(exact(value, digits), "f")


def trimmed(value: Decimal, least: int) -> str:
    """A price or rate: every significant decimal, and at least so many."""
    return fixed(value, max(least, significant(value)))


def significant(value: Decimal) -> int:
    """How many decimals the value needs, whatever scale the database gave it."""
    _, _, decimals = format(value, "f").partition(".")
    return len(decimals.rstrip("0"))
