"""Each verb for whoever learns it: where it belongs, an example, what it prints and when it fails.

The one list that the help, docs/commands.md and the test of what `--json` prints share. A key of
JSON is a path: `customers[].net` is `net` of each object in the list `customers`, and `*` stands
for any name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.verbs.described_keys import DOCUMENTS, EXPLAINED, FAILED, LOOKED, RUN
from pipelines.verbs.past import COMPARED

SECTIONS: Mapping[str, str] = {
    "Start": "an estate is the folder that you write: customers, SKUs, products, prices",
    "Look": "a look is all that a directory showed at one moment",
    "Bill": "what was held from when to when, priced by the day",
    "Ask": "everything behind the invoices, in tables",
}


@dataclass(frozen=True, slots=True)
class Described:
    """`fails` is when the exit code is 1, beside faults of the estate; `keys` are those of JSON."""

    section: str
    says: str
    examples: tuple[str, ...]
    prints: str
    fails: str
    keys: Mapping[str, str] = field(default_factory=dict)


DECIDED = "What an import prints: how many looks there are, and which of them are held."
DECIDE = ("--by Mara", '--reason "the dock was sold"')

VERBS: Mapping[str, Described] = {
    "demo": Described(
        "Start",
        "plays four months of a provider with twelve customers",
        ("prorata demo",),
        "Each step as it would have been typed, the totals of every customer and month, and where "
        "to look.",
        "The folder is not empty.",
        {
            "folder": "where the demo is",
            "steps[].today": "the moment that stands for the clock",
            "steps[].arguments[]": "what was typed after `prorata`",
            "steps[].says": "what happens",
            "steps[].expects": "the exit code that the story has",
            "steps[].is_shown": "whether what it prints is part of the story",
            "steps[].output.*": "the JSON of the verb that was called",
        },
    ),
    "init": Described(
        "Start",
        "writes an estate to fill in, with examples and comments",
        ("prorata init mine",),
        "Where the files are, and the next three commands.",
        "The folder is not empty: nothing is overwritten.",
        {
            "folder": "where the estate is",
            "files[]": "the files written",
            "next[]": "command lines, from the estate as it is to a preview",
        },
    ),
    "check": Described(
        "Start",
        "lists every fault of the estate, and tries each live directory",
        ("prorata check", "prorata check --offline"),
        "That there is no fault, and how many rows there are; of each live directory, whether one "
        "can sign in and read, and what to do where not.",
        "The estate has faults; the chain of issued documents breaks, or finance.duckdb has others "
        "than it; or a live directory fails, and `--offline` was not given.",
        {
            "faults[]": "of the estate, or else of the ledger; with one, the other keys are empty",
            "version": "hash of the files",
            "rows.*": "rows of each file",
            "issued": "issued documents, whose chain holds and which are what is published",
            "directories[].directory_id": "a live directory; none is tried with `--offline`",
            "directories[].is_ok": "whether it could be signed in to and read",
            "directories[].cause": FAILED["cause"] + "; null where it is ok, as what follows",
            "directories[].problem": FAILED["problem"],
            "directories[].advice": FAILED["advice"],
        },
    ),
    "observe": Described(
        "Look",
        "looks into live directories, many at once",
        ("prorata observe", "prorata observe --directory nordwind-ad"),
        "How many directories were looked into, what failed at which and what to do about it, how "
        "many looks there are, and which of them are held.",
        "A directory failed: the looks at the others have landed. Or there is none to look into, "
        "and nothing was done.",
        {
            **LOOKED,
            "observed[]": "directories whose look has landed",
            "recorded": "batches that stood in the folders of recorded directories",
            **{f"failed[].{key}": says for key, says in FAILED.items()},
        },
    ),
    "import": Described(
        "Look",
        "takes looks in, and makes history of them",
        (
            "prorata import looks/2026-03",
            "prorata import active_users.csv --format m365-users --directory ostsee-entra "
            "--observed-at 2026-03-01T09:00:00Z",
        ),
        "What the export held and rows to paste into `skus.csv`, if it was an export; how many "
        "looks there are, and which of them are held.",
        "A batch has a fault, or differs from what landed before: nothing of it is taken.",
        {
            **LOOKED,
            "export.users": "users in the export",
            "export.assignments": "SKUs that they hold",
            "export.deleted": "deleted users, left out",
            "export.absent[]": "columns that are blank, since the export has none such",
            "unlisted_skus[].sku_id": "a SKU that `skus.csv` lacks",
            "unlisted_skus[].sku_part_number": "its part number, where one is published",
            "unlisted_skus[].name": "its name in the export",
            "unlisted_skus[].users": "how many hold it",
            "unlisted_skus[].row": "its row, to be given a product",
        },
    ),
    "release": Described(
        "Look",
        "decides a look that is held",
        (" ".join(("prorata release ostsee-entra 2026-03-12T03:00:00Z --accept", *DECIDE)),),
        DECIDED,
        "No look of that moment has landed, or it is not held.",
        LOOKED,
    ),
    "cover": Described(
        "Look",
        "decides days that nobody saw",
        (
            "prorata cover ostsee-entra 2026-03-16 2026-03-17 --carry --by Mara "
            '--reason "nobody looked in the week of the fair"',
        ),
        DECIDED,
        "The directory is unknown, or the days are none.",
        LOOKED,
    ),
    "bill": Described(
        "Bill",
        "drafts a month for each customer, with its files",
        (
            "prorata bill 2026-03",
            "prorata bill 2026-04 --preview",
            "prorata bill 2026-03 --as-of 2026-04-02T10:00:00Z --diff",
        ),
        "A row for each customer with its status (drafted, previewed, blocked, open, nothing due), "
        "warnings, where the files are, and for each customer that is blocked why. With `--diff` "
        "what was recorded since, and each line that would differ now with the reasons.",
        "A customer is blocked, or the period is over for nobody; the others are drafted. With "
        "`--as-of`, also where the moment is to come or before the first use of the estate.",
        {
            **RUN,
            "period": "as asked for",
            "customers[].customer_id": "who pays",
            "customers[].status": "drafted, previewed, blocked, open, nothing_due, issued, settled",
            "customers[].period_start": "first day",
            "customers[].period_end": "first day after",
            "customers[].document_id": "its draft or preview; null without, as what follows",
            "customers[].kind": "invoice or credit_note",
            "customers[].currency": "ISO 4217, also without a draft",
            "customers[].net": "text of a decimal number",
            "customers[].gross": "text of a decimal number",
            "customers[].due_day": "when it is due",
            "blockers[].customer_id": "whose period is blocked, or warned of",
            "blockers[].code": "which of docs/errors.md",
            "blockers[].directory_id": "where, if it is about a directory",
            "blockers[].detail": "what it is, in words",
            "blockers[].since": "first day of it",
            "blockers[].is_warning": "true: it blocks nothing",
            "warnings[]": "what a document's file cannot show as it was given",
            "documents": "folder of the files",
            **COMPARED,
        },
    ),
    "approve": Described(
        "Bill",
        "records who approved the drafts of a month",
        ("prorata approve 2026-03 --by Mara",),
        "The drafts that were approved, as they are now.",
        "There is no draft.",
        DOCUMENTS,
    ),
    "issue": Described(
        "Bill",
        "numbers and freezes a month's drafts: they are invoices then",
        ("prorata issue 2026-03", "prorata issue 2026-03 --customer ostsee"),
        "The documents issued for the period, and warnings.",
        "A customer is blocked, or its draft is not approved or changed since; others are issued.",
        DOCUMENTS,
    ),
    "correct": Described(
        "Bill",
        "drafts what became known of months that were issued",
        ("prorata correct 2026-03", "prorata correct --estate now"),
        "The drafts of credit notes and further invoices; none where nothing differs.",
        "Nothing was issued yet.",
        DOCUMENTS,
    ),
    "explain": Described(
        "Ask",
        "explains an amount, down to the looks and the price row",
        (
            "prorata explain INV-2026-000001",
            "prorata explain 5ZKQ7T2UYB4XW3MNVD6RHCJEPA --html line.html",
        ),
        "Of a line every document that has it, the arithmetic as written, what is due now, the "
        "days, the looks that opened and closed them, exclusions, the price row and the rule. Of a "
        "document its lines in brief, and its totals and taxes.",
        "Nothing has that key or number.",
        EXPLAINED,
    ),
    "publish": Described(
        "Ask",
        "writes finance.duckdb anew",
        ("prorata publish",),
        "The path of the file.",
        "The run fails.",
        {**RUN, "path": "the file"},
    ),
    "sql": Described(
        "Ask",
        "answers a query on finance.duckdb, or opens a prompt",
        ('prorata sql "select * from blockers"', "prorata sql"),
        "The rows as a table, at most 200 of them, and how many there are; where the columns do "
        "not fit the terminal, row by row.",
        "There is no finance.duckdb yet, or DuckDB cannot answer the query.",
        {"rows[].*": "each row, by the names of the query's columns"},
    ),
    "completion": Described(
        "Ask",
        "prints a script that completes verbs and ids on TAB",
        ('eval "$(prorata completion bash)"', "prorata completion fish | source"),
        "The script; run it where the shell starts, such as in `~/.bashrc`.",
        "",
        {"shell": "as asked for", "script": "the script"},
    ),
}
