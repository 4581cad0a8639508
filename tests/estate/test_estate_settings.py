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
    ("[seller]", "[seller", "line 1: not TOML: expected ']' at the end of a table declaration"),
    (NAME, "name = 1", "line 2: name must be a text in quotes, not '1' in [seller]"),
    (NAME, "", "line 1: name is missing in [seller]"),
    (NAME, 'name = " "', "line 2: name is blank in [seller]"),
    (NAME, f'{NAME}\nnmae = "x"', "line 3: unknown key 'nmae' in [seller] (nearest: name)"),
    (NAME, f'{NAME}\ncountry = "DEU"', "line 3: country 'DEU' is not a country"),
    (NAME, f'{NAME}\nemail = "me"', "line 3: email 'me' is not an address"),
    (NAME, f'{NAME}\naccent = "green"', "line 3: accent 'green' is not a colour"),
    (NAME, f'{NAME}\nlogo = "no.svg"', "line 3: logo 'no.svg' is not a file of the estate folder"),
    ("[billing]", "[biling]", "line 3: unknown table 'biling' (nearest: [billing])"),
    ("[seller]", "gap_days = 1\n[seller]", "line 1: unknown key outside a table 'gap_days'"),
    ("[billing]", "[billing]\ngap_dyas = 7", "line 4: unknown key 'gap_dyas' in [billing]"),
    ("[billing]", '[billing]\ncurrency = "EURO"', "line 4: unknown currency 'EURO'"),
    ("[billing]", '[billing]\ncurrency = "UYW"', "line 4: currency UYW has 4 decimals"),
    ("[billing]", '[billing]\ntime_zone = "Berlin"', "line 4: unknown time_zone 'Berlin'"),
    ("[billing]", '[billing]\ntime_zone = "../etc"', "line 4: unknown time_zone '../etc'"),
    ("[billing]", '[billing]\ngap_days = "7"', "line 4: gap_days must be a whole number, not '7'"),
    ("[billing]", "[billing]\ngap_days = true", "line 4: gap_days must be a whole number"),
    ("[billing]", "[billing]\ngap_days = 7.5", "line 4: gap_days must be a whole number"),
    ("[billing]", "[billing]\ngap_days = -1", "line 4: gap_days '-1' is below 0"),
    ("[billing]", "[billing]\npayment_days = -1", "line 4: payment_days '-1' is below 0"),
    ("[billing]", "[billing]\nremoval_guard = 1.01", "line 4: removal_guard '1.01' is above 1"),
    ("[billing]", "[billing]\nremoval_guard = -0.1", "line 4: removal_guard '-0.1' is below 0"),
    ("[billing]", "[billing]\nremoval_guard = nan", "line 4: removal_guard 'NaN' is not a number"),
    (
        "[billing]",
        '[billing]\ncorrection = "refund"',
        "line 4: unknown correction 'refund' (use credit_note or next_invoice)",
    ),
    ("[billing]", "[billing]\napproval = 1", "line 4: approval must be true or false, not '1'"),
    (
        "[billing]",
        '[billing]\ninvoice_number = "INV-{year}"',
        "line 4: invoice_number 'INV-{year}' has no {seq} (two documents would share a number)",
    ),
    (
        "[billing]",
        '[billing]\ninvoice_number = "{month}-{seq}"',
        "line 4: invoice_number '{month}-{seq}' has an unknown field 'month'",
    ),
    ("[billing]", '[billing]\ninvoice_number = "{seq"', "line 4: invoice_number '{seq' has a"),
    ("[billing]", '[billing]\ninvoice_number = "{seq:x}"', "line 4: invoice_number '{seq:x}' has"),
    ("[billing]", '[billing]\ninvoice_number = "{seq!r}"', "line 4: invoice_number '{seq!r}' has"),
    ("[billing]", '[billing]\ninvoice_number = "{}{seq}"', "line 4: invoice_number '{}{seq}' has"),
    (
        "[billing]",
        '[billing]\ncredit_note_number = "../{seq}"',
        "line 4: credit_note_number '../{seq}' cannot name a file",
    ),
    (
        "[output]",
        '[output]\nformats = ["html", "pfd"]',
        "line 5: unknown format 'pfd' (use csv, html, json, pdf, ubl or xlsx)",
    ),
    ("[output]", '[output]\nformats = "html"', "line 5: formats must be a list of texts"),
    ("[output]", "[output]\nformats = [1]", "line 5: formats must be a list of texts"),
    ("[output]", "[output]\ndata = 1", "line 5: data must be a text in quotes, not '1'"),
    (
        'kind = "entra"',
        'kind = "azure"',
        "line 6: unknown kind 'azure' (use entra or active_directory) in [connections] 'graph'",
    ),
    ('kind = "entra"', "", "line 5: kind is missing in [connections] 'graph'"),
    (
        'client_id = "app"',
        'client_id = "app"\nhost = "dc"',
        "line 8: unknown key 'host' in [connections] 'graph'",
    ),
    ('client_id = "app"', "", "line 5: client_id is missing in [connections] 'graph'"),
    (
        'client_secret_env = "GRAPH_SECRET"',
        "",
        "line 5: [connections] 'graph' needs one of client_secret_env or certificate_path",
    ),
    (
        "[connections.graph]",
        '[connections.graph]\ncertificate_path = "c.pem"',
        "line 5: [connections] 'graph' needs one of client_secret_env or certificate_path",
    ),
    (
        "[connections.graph]",
        '[connections.graph]\nbase_url = "http://graph.example"',
        "line 5: base_url 'http://graph.example' in [connections] 'graph' is not https",
    ),
    (
        "[connections.graph]",
        f'[connections.ad]\n{DIRECTORY}tls = "none"\n[connections.graph]',
        "line 10: unknown tls 'none' (use ldaps or starttls) in [connections] 'ad'",
    ),
    (
        "[connections.graph]",
        f"[connections.ad]\n{DIRECTORY}port = 65536\n[connections.graph]",
        "line 10: port '65536' is above 65535 in [connections] 'ad'",
    ),
    ("[connections.graph]", "connections = 1\n[output.x]", "line 5: unknown key 'connections'"),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES, ids=[case[-1] for case in CASES])
def test_fault(faults_of: Faults, old: str, new: str, expected: str) -> None:
    found = faults_of(("settings.toml", old, new))
    assert [fault for fault in found if fault.startswith(f"settings.toml {expected}")]


def test_a_secret_is_never_repeated(faults_of: Faults) -> None:
    edit = ("settings.toml", '"GRAPH_SECRET"', '"hunter2~hunter2"\nclient_secret = "hunter2"')
    found = faults_of(edit)
    assert found == (
        "settings.toml line 8: client_secret_env is not the name of an environment variable "
        "(letters, digits and '_'; the value given is not shown) in [connections] 'graph'",
        "settings.toml line 9: unknown key 'client_secret' in [connections] 'graph' "
        "(nearest: client_secret_env)",
    )


def test_broken_toml_ends_on_its_last_line(faults_of: Faults) -> None:
    (fault,) = faults_of(("settings.toml", '"GRAPH_SECRET"', '"""GRAPH'))
    assert fault.startswith("settings.toml line 8: not TOML: ")


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
