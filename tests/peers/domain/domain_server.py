"""A domain controller of Samba on loopback: made once, kept, and copied for each run."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import domain_story as story
from between import Place
from domain_certificates import Authority

HERE = Path(__file__).parent
KEPT = Path(__file__).parents[3] / ".peers"
# Its ports cannot be chosen, so it has an address of loopback to itself.
NUMBER = "127.77.0.1"
READER, PASSWORD = "reader@corp.example", "R3ad-0nly-pass!"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
SETTINGS = """[global]
netbios name = DC1
realm = CORP.EXAMPLE
workgroup = CORP
server role = active directory domain controller
server services = ldap
dcerpc endpoint servers = none
prefork children = 1
interfaces = {number}/8
bind interfaces only = yes
private dir = {folder}/private
state directory = {folder}/state
cache directory = {folder}/cache
lock directory = {folder}
pid directory = {folder}
ncalrpc dir = {folder}/ncalrpc
log file = {folder}/log
"""


@dataclass(frozen=True, slots=True)
class Domain:
    """A folder with the database of a controller, and the settings that go with it."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "own.conf"

    def change(self, records: Iterable[str], tool: str = "ldbmodify") -> None:
        """Writes LDIF into the database itself."""
        self.run(tool, said="\n".join(records).encode())

    def run(self, tool: str, *words: str, said: bytes = b"") -> str:
        database = ["-H", str(self.folder / "private" / "sam.ldb")]
        return ran(tool, *database, f"--configfile={self.settings}", *words, said=said)


def ran(tool: str, *words: str, said: bytes = b"") -> str:
    """Output of a program of Debian's samba; its package is named where it is missing."""
    program = shutil.which(tool, path=PATH)
    assert program, f"{tool} is missing: .ci/run installs what the peers need"
    done = subprocess.run([program, *words], input=said, capture_output=True, check=False)
    is_done = done.returncode == 0 and b"ERR:" not in done.stderr  # ldbadd ends with 0 halfway
    assert is_done, f"{tool}: {done.stdout[-800:]!r} {done.stderr[-800:]!r}"
    return done.stdout.decode("utf-8", "replace")


def seeded() -> Domain:
    """The domain of the story, as it is kept; made where there is none of this very text."""
    text = b"".join((HERE / name).read_bytes() for name in ("domain_story.py", Path(__file__).name))
    folder = KEPT / f"domain-{sha256(text).hexdigest()[:16]}"
    if not folder.exists():
        # Made beside and renamed in: what was begun and never ended is not taken for it.
        beside = KEPT / f"making-{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        _provision(beside)
        _fill(Domain(beside))
        for old in KEPT.glob("domain-*"):
            shutil.rmtree(old)
        beside.rename(folder)
    return Domain(folder)


def _provision(folder: Path) -> None:
    folder.mkdir(parents=True)
    ran(
        "samba-tool",
        *("domain", "provision", "--quiet", "--realm=CORP.EXAMPLE", "--domain=CORP"),
        *("--server-role=dc", "--adminpass=Adm1n-pass!", "--dns-backend=NONE"),
        *(f"--targetdir={folder}", "--host-name=dc1", f"--host-ip={NUMBER}"),
    )
    _settle(folder)


def _settle(folder: Path, extra: str = "") -> None:
    text = SETTINGS.format(folder=folder, number=NUMBER)
    (folder / "own.conf").write_text(text + extra)


def _fill(domain: Domain) -> None:
    domain.change((*story.people(), *story.groups()), "ldbadd")
    domain.change(story.nestings())
    sid = domain.run("ldbsearch", f"(sAMAccountName={story.PRIMARY[0]})", "objectSid")
    found = re.search(r"objectSid: S-1-5-21-[\d-]+-(\d+)", sid)
    assert found, sid
    domain.change(story.primaries(int(found[1])))
    domain.run("ldbdel", *story.DELETED)
    create = ("user", "create", READER.partition("@")[0], PASSWORD)
    ran(
        "samba-tool",
        *create,
        "-H",
        str(domain.folder / "private" / "sam.ldb"),
        f"--configfile={domain.settings}",
    )


@contextlib.contextmanager
def running(folder: Path, authority: Authority) -> Iterator[tuple[Domain, Place]]:
    """A copy of the seeded domain with its controller, and the place of its TLS port."""
    shutil.copytree(seeded().folder, folder)
    certificate, key = authority.issue("localhost", "corp.example")
    files = f"tls certfile = {certificate}\ntls keyfile = {key}\ntls cafile = {authority.ca_file}\n"
    _settle(folder, files)
    program = shutil.which("samba", path=PATH)
    assert program, "samba is missing: .ci/run installs what the peers need"
    settings = f"--configfile={folder / 'own.conf'}"
    with (folder / "said").open("wb") as said:
        # A session of its own, so that the end reaches every process of it and no other.
        process = subprocess.Popen(
            [program, settings, "--foreground", "--debug-stdout"],
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        _wait(Place(NUMBER, 636), process, folder / "said")
        yield Domain(folder), Place(NUMBER, 636)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait(20)


def _wait(place: Place, process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, said.read_text(errors="replace")[-2000:]
        with contextlib.suppress(OSError):
            socket.create_connection((place.number, place.port), timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"no controller came: {said.read_text(errors='replace')[-2000:]}")
