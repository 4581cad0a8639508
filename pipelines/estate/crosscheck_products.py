"""Rules of products.csv and of what names a product: SKUs, included products, quantities."""

import graphlib
from collections.abc import Iterator

from pipelines.estate.crosscheck_rows import hint, ids
from pipelines.estate.faults import Fault, shown
from pipelines.estate.rows import Row, Sheet

PERSONAL = ("sku", "user")


def mapped_products(skus: Sheet, products: Sheet) -> Iterator[Fault]:
    kinds = kinds_of(products)
    for row in skus.sound("product_code"):
        kind = kinds.get(row["product_code"])
        if kind not in (None, "sku"):
            text = f"product_code {shown(row['product_code'])} is of kind {kind}"
            yield skus.fault(row, f"{text} (a SKU maps to a product of kind sku)")


def counted_products(quantities: Sheet, products: Sheet) -> Iterator[Fault]:
    kinds = kinds_of(products)
    for row in quantities.sound("product_code"):
        kind = kinds.get(row["product_code"])
        if kind not in (None, "counted"):
            text = f"product_code {shown(row['product_code'])} is of kind {kind}"
            yield quantities.fault(row, f"{text} (quantities are for products of kind counted)")


def kinds_of(products: Sheet) -> dict[str | None, str]:
    return {row["product_code"]: row["kind"] for row in products.sound("product_code", "kind")}


def included(row: Row) -> list[str]:
    return row["includes"].split(";") if row["includes"] else []


def wrong_includes(products: Sheet) -> Iterator[Fault]:
    """Included products exist, are others, and both sides are of kind sku or user."""
    kinds, known = kinds_of(products), ids(products)
    for row in products.sound("product_code", "includes"):
        if included(row) and row.cells.get("kind", "sku") not in PERSONAL:
            text = f"a product of kind {row['kind']} includes others (only sku and user may)"
            yield products.fault(row, text)
        for code in included(row):
            if code == row["product_code"]:
                yield products.fault(row, f"{shown(code)} includes itself")
            elif code not in known and products.whole:
                where = hint(code, known, "products")
                yield products.fault(row, f"unknown product {shown(code)} in includes {where}")
            elif kinds.get(code, "sku") not in PERSONAL:
                text = f"includes {shown(code)} of kind {kinds[code]} (only sku and user may be)"
                yield products.fault(row, text)


def circles(products: Sheet) -> Iterator[Fault]:
    """Each circle of includes once, at the first of its products."""
    rows = ids(products)
    graph = {
        code: [other for other in included(row) if other != code]
        for code, row in rows.items()
        if "includes" in row.cells
    }
    while circle := next_circle(graph):
        start = min(range(len(circle)), key=lambda place: rows[circle[place]].line)
        path = [*circle[start:], *circle[:start], circle[start]]
        graph[path[0]].remove(path[1])
        text = f"includes go in a circle: {' > '.join(path)}"
        yield products.fault(rows[path[0]], text)


def next_circle(graph: dict[str, list[str]]) -> list[str]:
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        # It lists every product after one that includes it, and the first again at the end.
        return list(reversed(error.args[1][1:]))
    return []
