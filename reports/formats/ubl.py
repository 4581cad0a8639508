"""UBL 2.1: an e-invoice by EN 16931 for Peppol BIS Billing 3, of issued documents only."""

from reports.document import Document
from reports.formats import csv
from reports.invoice import EMAIL, Terms, terms
from reports.invoice_lines import is_grouped

NORM = "urn:cen.eu:en16931:2017"
PEPPOL = f"{NORM}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def write(document: Document) -> bytes:
    """The invoice or credit note; ValueError says that it has no number."""
    from facturx import generate_ubl_xml

    given = terms(document) | {"BT-23": PROCESS} | _annex(document)
    for party in ("BG-4", "BG-7"):
        given[party] = _reachable(given[party])
    # Rules are checked in our tests; the library would ask a server for it.
    made: bytes = generate_ubl_xml(given, level="en16931", check_xsd=False, check_schematron=False)
    return _for_peppol(made)


def _reachable(party: Terms) -> Terms:
    """Peppol delivers to participants of its own, and to no email."""
    if party.get("einvoicing_addr_schemeid") != EMAIL:
        return party
    return {name: value for name, value in party.items() if not name.startswith("einvoicing")}


def _annex(document: Document) -> Terms:
    """The people of a document that has a line for each product only."""
    if not is_grouped(document):
        return {}
    return {
        "BG-24": [
            {
                "BT-122": "lines",
                "BT-125": csv.write(document),
                "BT-125-1": "text/csv",
                "BT-125-2": "lines.csv",
            }
        ]
    }


def _for_peppol(invoice: bytes) -> bytes:
    """The library knows the norm itself; Peppol is a use of it, and asks for no version of UBL."""
    return invoice.replace(b"<cbc:UBLVersionID>2.1</cbc:UBLVersionID>\n  ", b"", 1).replace(
        f">{NORM}<".encode(), f">{PEPPOL}<".encode(), 1
    )
