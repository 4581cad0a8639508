"""The period as a workbook for finance: a sheet for each question, the answers whole."""

from datetime import date

from reports.period import Period
from reports.workbook import workbook

# In the order in which somebody asks.
SHEETS = (
    "summary",
    "customers",
    "products",
    "margin",
    "months",
    "changes",
    "blockers",
    "leakage",
    "coverage",
)


def write(period: Period) -> dict[str, bytes]:
    tables = [period.tables[name] for name in SHEETS]
    year, month = map(int, period.label.split("-"))
    made = workbook(f"{period.seller} {period.label}", date(year, month, 1), tables)
    return {f"finance-{period.label}.xlsx": made}
