"""The keys of JSON that tell of a run, of looks, of documents and of what explains them."""

RUN = {"run_id": "the run in the UI's list"}
LOOKED = {
    **RUN,
    "looks": "looks that have landed, of all times",
    "directories": "directories that have looks",
    "batches": "batches that they came in",
    "held[].directory_id": "where a look waits for a decision",
    "held[].observed_at": "the look, as `release` takes it",
    "held[].reason": "what it lost",
    "said[]": "what came of this call, in words",
}
FAILED = {
    "directory_id": "a directory that yielded no look",
    "cause": "sign_in, permission, throttled, network, protocol, incomplete or unexpected",
    "problem": "what went wrong",
    "advice": "what to do about it",
}
DOCUMENTS = {
    **RUN,
    "documents[].document_id": "stable name of the document",
    "documents[].number": "its number; null of a draft",
    "documents[].kind": "invoice or credit_note",
    "documents[].status": "draft, approved or issued",
    "documents[].customer_id": "who pays",
    "documents[].period": "label of the period",
    "documents[].corrects_number": "the document it corrects, of a correction",
    "documents[].currency": "ISO 4217",
    "documents[].net": "text of a decimal number",
    "documents[].gross": "text of a decimal number",
    "documents[].due_day": "when it is due",
    "documents[].is_correction": "whether its period was settled before",
    "folder": "folder of the files",
}
LINE = {
    "customer_id": "who pays",
    "customer_name": "what it is called",
    "kind": "person, minimum, unassigned, flat, counted or adjustment",
    "period": "label of the period",
    "period_start": "first day",
    "period_end": "first day after",
    "days_in_period": "days of the period",
    "person_id": "for whom; of an adjustment its id",
    "display_name": "name people know",
    "user_principal_name": "name it signs in with",
    "department": "as the directory says",
    "product_code": "for what",
    "product_name": "what the estate calls it",
    "from_day": "first day of its last document's line",
    "to_day": "first day after",
    "unit_price": "effective price per unit and month",
    "proration": "how part of a period is charged",
    "currency": "ISO 4217",
    "minor_digits": "its decimals",
    "invoiced": "what its issued documents add up to",
    "drafted": "what its drafts would add",
    "due": "rounded amount that is due now; null where that is not computed",
    "due_days": "days of it",
    "due_numerator": "numerator of the exact amount that is due now",
    "due_denominator": "its denominator",
    "says": "the same in a sentence, as every other `says`",
}
PARTS = {
    "documents": "a line of a document that has the key, in order of issue",
    "days": "a span of days that count, and why",
    "spans": "a span in which an account had it, with the looks that opened and closed it",
    "coverage": "how the days are known, who covered some, what was held",
    "exclusions": "days taken away, and the exclusions that were considered",
    "changes": "what became known after a document of the key was issued",
    "prices": "a row of the price book, in the version of the estate that was used",
    "rules": "a section of docs/billing.md",
}
EXPLAINED = {
    "asked": "as it was asked for",
    "document.*": "the document by the columns of `documents`; null where a key was asked for",
    "taxes[].*": "its taxes by the columns of `document_taxes`",
    **{f"lines[].{name}": says for name, says in LINE.items()},
    "lines[].line_key": "the key",
    **{
        f"lines[].{name}[].*": f"{says}, by the columns of `explained_{name}`"
        for name, says in PARTS.items()
    },
    "html": "the page, where `--html` asked for one",
}
