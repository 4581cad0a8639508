"""Every word that the page itself says, in one place, so that translations can come."""

from markupsafe import Markup, escape

from reports.text import displayable

LABELS = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "preview": "PREVIEW",
    "draft": "Draft",
    "approved": "Approved draft",
    "logo": "Logo",
    "bill_to": "Bill to",
    "credit_to": "Credit to",
    "number": "Number",
    "issued_on": "Issue date",
    "period": "Period",
    "period_of": "{first} to {last}",
    "due_day": "Due date",
    "due_after": "{days} after issue",
    "corrects": "Corrects",
    "purchase_order": "Purchase order",
    "buyer_reference": "Your reference",
    "vat_id": "VAT ID {vat_id}",
    "total_due": "Total due",
    "total": "Total",
    "total_credited": "Total credited",
    "summary": "Summary",
    "product": "Product",
    "people": "People",
    "person_days": "Person-days",
    "taxes": "Tax",
    "tax_rate": "Rate",
    "taxed": "Net",
    "tax": "Tax",
    "net": "Net",
    "gross": "Total",
    "amount": "Amount",
    "details": "Details",
    "details_lead": "Every person and every day behind the total.",
    "person": "Person",
    "item": "Item",
    "department": "Department",
    "from_to": "From – to",
    "days": "Days",
    "price": "Price / month",
    "days_of": "{days} of {days_in_period}",
    "with_breaks": "with breaks",
    "correction_of": "Correction of {number}",
    "adjustments": "Adjustments",
    "rule_full_period": "Full month for any day",
    "rule_fixed_30": "A month counts as 30 days",
    "rule_until_period_end": "From the first day to the end of the period",
    "subtotal": "Subtotal",
    "sum_of_lines": "All lines, net",
    "minimum": "Minimum quantity",
    "minimum_means": "Units up to the agreed minimum that nobody holds",
    "unassigned": "Unassigned units",
    "unassigned_means": "Bought, but held by nobody",
    "flat": "Flat price",
    "flat_means": "For the organisation as a whole",
    "counted": "Counted units",
    "counted_means": "The agreed quantity on each day",
    "adjustment": "Adjustment",
    "adjustment_means": "",
    "tax_S": "Taxable",
    "tax_Z": "Zero rated",
    "tax_E": "Exempt",
    "tax_AE": "Reverse charge",
    "tax_K": "Intra-Community supply",
    "tax_G": "Export",
    "tax_O": "Outside the scope of tax",
    "payment": "Payment",
    "pay_iban": "Please pay {gross} by {due} to {payee}, IBAN {iban}, quoting {number}.",
    "pay": "Please pay {gross} by {due} to {payee}, quoting {number}.",
    "pay_soon_iban": "Please pay {gross} within {days} to {payee}, IBAN {iban}, quoting {number}.",
    "pay_soon": "Please pay {gross} within {days} to {payee}, quoting {number}.",
    "pay_draft": "This is a draft: please do not pay it. Payable {days} after issue.",
    "pay_preview": "This is a preview of a period that is still open, as if everybody kept to its "
    "end what they have now: please do not pay it.",
    "pay_nothing": "There is nothing to pay.",
    "pay_credit": "{gross} is credited to you. There is nothing to pay.",
    "pay_credit_draft": "This is a draft: {gross} is to be credited to you.",
    "how": "How this was computed",
    "how_actual_days": "Each amount is the price per month × days ÷ days in the period.",
    "how_full_period": "“Full month for any day”: whoever has a product on any day of the period "
    "costs its price per month once.",
    "how_fixed_30": "“A month counts as 30 days”: each amount is the price per month × days, at "
    "most 30, ÷ 30, and the whole price where every day of the period counts.",
    "how_until_period_end": "“To the end of the period”: each amount is the price per month × "
    "days ÷ days in the period, counted from the first day to the period’s end.",
    "how_rounding": "Each product is rounded once, and its lines add up to that rounded total.",
    "how_unit_days": "A unit-day is one unit on one day.",
    "how_correction": "A correction is the difference between what is due now and what was "
    "invoiced before.",
    "document_id": "Document {document_id}, content {content_hash}",
    "page_of": "Page {page} of {pages}",
    "day_one": "{count} day",
    "day_many": "{count} days",
    "person_one": "{count} person",
    "person_many": "{count} people",
    "unit_day_one": "{count} unit-day",
    "unit_day_many": "{count} unit-days",
}


def isolated(text: str) -> Markup:
    """Text from outside, harmless and with its own reading direction."""
    return Markup("<bdi>{}</bdi>").format(escape(displayable(text)))


def say(label: str, **values: str) -> Markup:
    """The label with its values filled in, each isolated from the words around it."""
    return Markup(LABELS[label]).format(**{key: isolated(text) for key, text in values.items()})


def counted(label: str, count: int, written: str) -> str:
    """`1 day`, `2 days`: the label for one or for many, around the number as written."""
    return LABELS[f"{label}_{'one' if count == 1 else 'many'}"].format(count=written)
