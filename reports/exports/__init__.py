"""What a period can be exported as: by name, the function that makes its files."""

from collections.abc import Callable

from reports.exports import connectwise, halopsa, quickbooks, report, statements, workbook, xero
from reports.period import Period

EXPORTS: dict[str, Callable[[Period], dict[str, bytes]]] = {
    "connectwise": connectwise.write,
    "halopsa": halopsa.write,
    "quickbooks": quickbooks.write,
    "report": report.write,
    "statements": statements.write,
    "workbook": workbook.write,
    "xero": xero.write,
}
