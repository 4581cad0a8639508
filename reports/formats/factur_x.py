"""Factur-X: the PDF that a person reads, with the same invoice in it for a machine (CII)."""

from reports.document import Document
from reports.formats import pdf
from reports.invoice import terms

# What a PDF says of itself when an invoice is attached (Factur-X 1.0, annex on XMP): the values,
# and the schema of them, which stands in the one list of schemas that Typst has begun.
SPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
VALUES = f"""<rdf:Description rdf:about="" xmlns:fx="{SPACE}">
<fx:DocumentType>INVOICE</fx:DocumentType>
<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version>
<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>"""
SCHEMA = f"""<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{SPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>%s</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
PROPERTY = """<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>%s</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>%s</pdfaProperty:description>
</rdf:li>"""
PROPERTIES = {
    "DocumentFileName": "name of the embedded invoice",
    "DocumentType": "kind of the document",
    "Version": "version of the schema of the embedded invoice",
    "ConformanceLevel": "profile of the embedded invoice",
}


def write(document: Document) -> bytes:
    """The same bytes for the same document; ValueError says that it has no number."""
    attached = {"invoice": invoice(document).decode("utf-8")}
    schema = SCHEMA % "".join(PROPERTY % each for each in PROPERTIES.items())
    added = {"</rdf:Bag></pdfaExtension:schemas>": schema, "</rdf:RDF>": VALUES}
    return pdf.compact(pdf.typeset(document, attached), added)


def invoice(document: Document) -> bytes:
    """The invoice as CII, profile EN 16931."""
    from facturx import generate_cii_xml

    made: bytes = generate_cii_xml(
        terms(document), level="en16931", check_xsd=False, check_schematron=False
    )
    # The library marks an element that says nothing of delivery as nil; the schema forbids that.
    return made.replace(b' xsi:nil="true"', b"")
