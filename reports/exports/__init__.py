"""What a period can be exported as: by name, the function that makes its files."""

from collections.abc import Callable

from reports.exports import connectwise, halopsa, quickbooks, xero
from reports.period import Period

EXPORTS: dict[str, Callable[[Period], dict[str, bytes]]] = {
    "connectwise": connectwise.write,
    "halopsa": halopsa.write,
    "quickbooks": quickbooks.write,
    "xero": xero.write,
}
