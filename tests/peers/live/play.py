"""The demo, live: `make demo-live`.

Starts the emulator of Graph and a domain controller of Samba on loopback, looks into them over
three simulated days through the command, with changes made in between, and bills.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request

import live_estate as estate
from between import forward, listening
from domain_certificates import authority
from domain_server import PASSWORD, PATH, READER, running
from live_admins import Graph, Yard, asked
from live_estate import Places
from live_story import Step, steps

HERE = Path(__file__).parent
ADMINISTRATOR = "Adm1n-pass!"
MISSING = (
    "samba is missing (on Debian: apt install samba samba-ad-provision samba-dsdb-modules "
    "samba-vfs-modules ldb-tools)"
)
QUESTIONS = (
    "select customer_id, display_name, product_code as product, from_day, days, amount from lines",
    "select directory_id, day, status, users, attempt_cause from coverage where attempt_at is not "
    "null or day = '2026-03-30'",
)


def main() -> int:
    parser = argparse.ArgumentParser(description="The demo with live directories.")
    parser.add_argument("folder", type=Path, help="where the estate is written; made anew")
    folder = parser.parse_args().folder.absolute()
    if not shutil.which("samba", path=PATH):
        sys.exit(MISSING)
    shutil.rmtree(folder, ignore_errors=True)
    with peers() as places:
        estate.write(folder, places)
        return played(folder, places)


@contextmanager
def peers() -> Iterator[Places]:
    """Both peers, until the end."""
    with ExitStack() as held:
        scratch = Path(held.enter_context(TemporaryDirectory(prefix="prorata-live-")))
        print("starting Samba and the emulator of Graph …", flush=True)
        graph = held.enter_context(_graph(scratch))
        trusted = authority(scratch / "authority")
        _, controller = held.enter_context(running(scratch / "domain", trusted))
        place = held.enter_context(listening(forward(controller)))
        yield Places(
            graph["authority"],
            graph["base_url"],
            Path(graph["ca_file"]),
            place.port,
            trusted.ca_file,
            READER,
        )


@contextmanager
def _graph(scratch: Path) -> Iterator[dict[str, str]]:
    """The emulator in a process of its own; what it says first is where it answers."""
    listed = scratch / "tenants.json"
    listed.write_text(json.dumps(estate.tenants()))
    program = HERE.parent / "graph" / "serve.py"
    with subprocess.Popen(
        [sys.executable, str(program), str(scratch / "graph"), str(listed)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def played(folder: Path, places: Places) -> int:
    """Plays the story and shows what is billed; 1 where a step ends as it should not."""
    werft, lotsen = Graph(places, estate.WERFT), Graph(places, estate.LOTSEN)
    yard = Yard.signed_in(places, ADMINISTRATOR)
    told = steps(werft, lotsen, yard)
    for step in told:
        _clock(places, step.at)
        step.does()
        print(f"\n{step.at}  {step.says}")
        if _typed(folder, step) != (0 if step.is_mended else 1):
            return 1
    for question in QUESTIONS:
        print()
        _typed(folder, Step(told[-1].at, "", lambda: None, ("sql", question)))
    print(f"\ninvoices    {folder}/data/documents/2026-03/<customer>/")
    return 0


def _clock(places: Places, at: str) -> None:
    url = places.base_url.removesuffix("/v1.0") + "/emulator/clock"
    asked(Request(url, json.dumps({"now": at}).encode()), places.graph_ca)


def _typed(folder: Path, step: Step) -> int:
    """Exit code of a verb, shown as somebody would have typed it."""
    secret = estate.SECRETS["reader"] if step.is_mended else "the one of last year"
    given: dict[str, Any] = {"DEMO_GRAPH_SECRET": secret, "DEMO_YARD_PASSWORD": PASSWORD}
    words = [f'"{word}"' if " " in word else word for word in step.typed]
    print(f"$ prorata --estate {folder.name} {' '.join(words)}", flush=True)
    prorata = Path(sys.executable).with_name("prorata")
    asked_for = [prorata, "--estate", folder, "--today", step.at, *step.typed]
    return subprocess.run(asked_for, env={**os.environ, **given}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
