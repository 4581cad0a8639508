"""One case for each way in which settings.toml can be wrong, and what it means when it is right."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.estate.model import Estate

Faults = Callable[..., tuple[str, ...]]
Read = Callable[..., Estate]

NAME = 'name = "Nordlicht IT"'
DIRECTORY = 'kind = "active_directory"\nhost = "dc"\nuser = "reader"\npassword_env = "AD"\n'

# What stands in the file, what takes its place, and the fault.
CASES = [
    (
        "[seller]",
        "[seller",
        "line 1: not TOML: expected ']' at the end of a table declaration (column 8)",
    ),
    (NAME, "name = 1", "line 2: name must be a text in quotes, not 1"),
    (NAME, "", "line 1: name is missing in [seller]"),
    (NAME, 'name = " "', "line 2: name is blank"),
    (NAME, f'{NAME}\nnmae = "x"', "line 3: unknown key 'nmae' in [seller] (nearest: name)"),
    (
        NAME,
        f'{NAME}\ncountry = "DEU"',
        "line 3: country 'DEU' is not a country (use two letters, such as DE)",
    ),
    (NAME, f'{NAME}\nemail = "me"', "line 3: email 'me' is not an address (use name@domain)"),
    (
        NAME,
        f'{NAME}\naccent = "green"',
        "line 3: accent 'green' is not a colour (use one such as #0a5)",
    ),
    (NAME, f'{NAME}\nlogo = "no.svg"', "line 3: logo 'no.svg' is not a file of the estate folder"),
    ("[billing]", "[biling]", "line 3: unknown table 'biling' (nearest: [billing])"),
    (
        "[seller]",
        "gap_days = 1\n[seller]",
        "line 1: unknown key outside a table 'gap_days' (nearest: [seller])",
    ),
    (
        "[billing]",
        "[billing]\ngap_dyas = 7",
        "line 4: unknown key 'gap_dyas' in [billing] (nearest: gap_days)",
    ),
    ("[billing]", '[billing]\ncurrency = "EURO"', "line 4: unknown currency 'EURO' (nearest: EUR)"),
    (
        "[billing]",
        '[billing]\ncurrency = "UYW"',
        "line 4: currency UYW has 4 decimals (money here holds 3)",
    ),
    (
        "[billing]",
        '[billing]\ntime_zone = "Berlin"',
        "line 4: unknown time_zone 'Berlin' (nearest: Europe/Berlin)",
    ),
    (
        "[billing]",
        '[billing]\ntime_zone = "../etc"',
        "line 4: unknown time_zone '../etc' (nearest: Etc/UTC)",
    ),
    ("[billing]", '[billing]\ngap_days = "7"', "line 4: gap_days must be a whole number, not '7'"),
    (
        "[billing]",
        "[billing]\ngap_days = true",
        "line 4: gap_days must be a whole number, not true",
    ),
    ("[billing]", "[billing]\ngap_days = 7.5", "line 4: gap_days must be a whole number, not 7.5"),
    ("[billing]", "[billing]\ngap_days = -1", "line 4: gap_days '-1' is below 0"),
    ("[billing]", "[billing]\npayment_days = -1", "line 4: payment_days '-1' is below 0"),
    ("[billing]", "[billing]\nremoval_guard = 1.01", "line 4: removal_guard '1.01' is above 1"),
    ("[billing]", "[billing]\nremoval_guard = -0.1", "line 4: removal_guard '-0.1' is below 0"),
    (
        "[billing]",
        "[billing]\nremoval_guard = nan",
        "line 4: removal_guard 'NaN' is not a number (use digits and a point, such as 12.50)",
    ),
    (
        "[billing]",
        '[billing]\ncorrection = "refund"',
        "line 4: unknown correction 'refund' (use credit_note or next_invoice)",
    ),
    ("[billing]", "[billing]\napproval = 1", "line 4: approval must be true or false, not 1"),
    (
        "[billing]",
        '[billing]\ninvoice_number = "INV-{year}"',
        "line 4: invoice_number 'INV-{year}' has no {seq} (two documents would share a number)",
    ),
    (
        "[billing]",
        '[billing]\ninvoice_number = "{month}-{seq}"',
        "line 4: invoice_number '{month}-{seq}' has an unknown field 'month' (use {year} or {seq})",
    ),
    (
        "[billing]",
        '[billing]\ninvoice_number = "{seq"',
        "line 4: invoice_number '{seq' has a brace without its other",
    ),
    (
        "[billing]",
        '[billing]\ninvoice_number = "{seq:x}"',
        "line 4: invoice_number '{seq:x}' has an unknown form of seq (use {seq} or {seq:06})",
    ),
    (
        "[billing]",
        '[billing]\ninvoice_number = "{seq!r}"',
        "line 4: invoice_number '{seq!r}' has an unknown form of seq (use {seq} or {seq:06})",
    ),
    (
        "[billing]",
        '[billing]\ninvoice_number = "{}{seq}"',
        "line 4: invoice_number '{}{seq}' has an unknown field '' (use {year} or {seq})",
    ),
    (
        "[billing]",
        '[billing]\ncredit_note_number = "../{seq}"',
        "line 4: credit_note_number '../{seq}' cannot name a file (leave out / \\ : * ? \" < > |)",
    ),
    (
        "[output]",
        '[output]\nformats = ["html", "pfd"]',
        "line 5: unknown format 'pfd' (use csv, factur-x, html, json, pdf, ubl or xlsx)",
    ),
    (
        "[output]",
        '[output]\nformats = "html"',
        "line 5: formats must be a list of texts, not 'html'",
    ),
    ("[output]", "[output]\nformats = [1]", "line 5: formats must be a list of texts, not [1]"),
    ("[output]", "[output]\ndata = 1", "line 5: data must be a text in quotes, not 1"),
    (
        'kind = "entra"',
        'kind = "azure"',
        "line 6: unknown kind 'azure' (use entra or active_directory)",
    ),
    ('kind = "entra"', "", "line 5: kind is missing in [connections] 'graph'"),
    (
        'client_id = "app"',
        'client_id = "app"\nhost = "dc"',
        "line 8: unknown key 'host' in [connections] 'graph' (nearest: authority)",
    ),
    ('client_id = "app"', "", "line 5: client_id is missing in [connections] 'graph'"),
    (
        'client_secret_env = "GRAPH_SECRET"',
        "",
        "line 5: [connections] 'graph' needs one of client_secret_env or certificate_path, "
        "and not both",
    ),
    (
        "[connections.graph]",
        '[connections.graph]\ncertificate_path = "c.pem"',
        "line 5: [connections] 'graph' needs one of client_secret_env or certificate_path, "
        "and not both",
    ),
    (
        "[connections.graph]",
        '[connections.graph]\nbase_url = "http://graph.example"',
        "line 6: base_url 'http://graph.example' is not https (http is for localhost only)",
    ),
    (
        "[connections.graph]",
        f'[connections.ad]\n{DIRECTORY}tls = "none"\n[connections.graph]',
        "line 10: unknown tls 'none' (use ldaps or starttls)",
    ),
    (
        "[connections.graph]",
        f"[connections.ad]\n{DIRECTORY}port = 65536\n[connections.graph]",
        "line 10: port '65536' is above 65535",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES, ids=[case[-1] for case in CASES])
def test_fault(faults_of: Faults, old: str, new: str, expected: str) -> None:
    assert faults_of(("settings.toml", old, new)) == (f"settings.toml {expected}",)


def test_connections_are_tables(faults_of: Faults) -> None:
    misplaced = '[connections]\npassword = "hunter2"\n[connections.graph]'
    found = faults_of(("settings.toml", "[connections.graph]", misplaced))
    assert found == ("settings.toml line 6: [connections] 'password' must be a table",)


def test_a_secret_is_never_repeated(faults_of: Faults) -> None:
    edit = ("settings.toml", '"GRAPH_SECRET"', '"hunter2~hunter2"\nclient_secret = "hunter2"')
    found = faults_of(edit)
    assert found == (
        "settings.toml line 8: client_secret_env is not the name of an environment variable "
        "(letters, digits and '_'; the value given is not shown)",
        "settings.toml line 9: unknown key 'client_secret' in [connections] 'graph' "
        "(nearest: client_secret_env)",
    )


def test_broken_toml_ends_on_its_last_line(faults_of: Faults) -> None:
    (fault,) = faults_of(("settings.toml", '"GRAPH_SECRET"', '"""GRAPH'))
    assert fault.startswith("settings.toml line 8: not TOML: ")


def test_a_number_beyond_all_bounds(faults_of: Faults) -> None:
    (fault,) = faults_of(("settings.toml", "[billing]", f"[billing]\ngap_days = {'9' * 5000}"))
    assert fault.startswith("settings.toml line 9: not TOML: exceeds the limit")


def test_defaults(estate_of: Read) -> None:
    billing = estate_of().settings.billing
    assert (billing.currency, billing.time_zone, billing.gap_days) == ("EUR", "Europe/Berlin", 7)
    assert (billing.removal_guard, billing.correction) == (Decimal("0.30"), "credit_note")
    assert (billing.approval, billing.payment_days) == (False, 14)
    assert billing.invoice_number == "INV-{year}-{seq:06}"
    assert billing.credit_note_number == "CN-{year}-{seq:06}"


def test_output_is_found_from_the_estate(estate_of: Read, tmp_path: Path) -> None:
    output = estate_of(("settings.toml", "[output]", '[output]\ndata = "../out"')).settings.output
    assert output.data == tmp_path / "estate" / "../out"
    assert output.formats == ("html", "csv", "json")


def test_connections(estate_of: Read, tmp_path: Path) -> None:
    added = f'[connections."Head office"]\n{DIRECTORY}tls = "StartTLS"\nca_file = "ca.pem"\n'
    edit = ("settings.toml", "[connections.graph]", f"{added}[connections.graph]")
    connections = estate_of(edit).settings.connections
    office = connections["Head office"]
    assert (office.kind, office.port, office.tls) == ("active_directory", 389, "starttls")
    assert office.ca_file == tmp_path / "estate" / "ca.pem"
    assert connections["graph"].client_secret_env == "GRAPH_SECRET"
