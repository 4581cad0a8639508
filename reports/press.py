"""Documents into files: only what has changed, and much of it by several processes.

A folder keeps in `.made` what each of its files was made from, and what it then held. A file
that still holds it, from the same document by the same code and fonts, is left alone. Large pages
are set one at a time, each in a process of its own, so that what they take of memory is given back.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

from reports import outbox
from reports.document import Document
from reports.formats import FORMATS

MADE = ".made"
MAKERS = (
    "babel",
    "factur-x",
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-arabic",
    "jinja2",
    "noto-cjk-sans-otc",
    "pikepdf",
    "pylopdf-fonts-he",
    "typst",
    "xlsxwriter",
)
# Milliseconds per line, roughly: only to see whether starting processes is worth it.
COST = {"csv": 0.05, "json": 0.1, "html": 0.1, "xlsx": 0.2, "ubl": 0.3, "pdf": 1.0, "factur-x": 1.3}
WORTH_A_POOL = 4_000
# Pages take memory by the line (measured: 10,000 lines 1.3 GB); so many and they are set alone.
KILOBYTES_A_LINE = 130
LARGE = 2_000
SETS_PAGES = ("pdf", "factur-x")


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be: `name` is given as it is, not made safe."""

    folder: Path
    name: str
    format: str
    document: Document

    @property
    def is_large(self) -> bool:
        return self.format in SETS_PAGES and len(self.document.lines) > LARGE

    @property
    def cost(self) -> float:
        return COST.get(self.format, 1.0) * max(20, len(self.document.lines))


def put(jobs: Sequence[Job], done: Callable[[int, int], None] = lambda _, __: None) -> list[Path]:
    """The files, in the order of the jobs; `done` hears how many of how many stand."""
    made = {folder: _read(folder) for folder in {job.folder for job in jobs}}
    due = [job for job in jobs if not _stands(job, made[job.folder])]
    done(count := len(jobs) - len(due), len(jobs))
    for job, content in _written(due):
        outbox.write(job.folder, job.name, content)
        made[job.folder][job.name] = [_source(job), hashlib.sha256(content).hexdigest()]
        done(count := count + 1, len(jobs))
    for folder, known in made.items():
        _keep(folder, known)
    return [_path(job) for job in jobs]


def forget(folder: Path) -> None:
    """What was known of files that are gone."""
    if (folder / MADE).exists():
        _keep(folder, _read(folder))


def _path(job: Job) -> Path:
    return job.folder / outbox.safe_name(job.name)


def _read(folder: Path) -> dict[str, list[str]]:
    path = folder / MADE
    known: dict[str, list[str]] = json.loads(path.read_bytes()) if path.exists() else {}
    return known


def _keep(folder: Path, known: Mapping[str, list[str]]) -> None:
    there = {name: made for name, made in known.items() if _exists(folder, name)}
    if not there:
        (folder / MADE).unlink(missing_ok=True)
        return
    outbox.write(folder, MADE, json.dumps(there, sort_keys=True, indent=1).encode())


def _exists(folder: Path, name: str) -> bool:
    return (folder / outbox.safe_name(name)).exists()


def _stands(job: Job, known: Mapping[str, list[str]]) -> bool:
    path = _path(job)
    if job.name not in known or not path.exists():
        return False
    source, content = known[job.name]
    return source == _source(job) and content == hashlib.sha256(path.read_bytes()).hexdigest()


def _source(job: Job) -> str:
    """What decides a file's bytes: the document, the format, and who writes it."""
    return hashlib.sha256(f"{_makers()}\n{job.format}\n{job.document!r}".encode()).hexdigest()


@cache
def _makers() -> str:
    here = Path(__file__).parent
    own = [path for path in sorted(here.rglob("*")) if path.suffix in OURS]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in own)).hexdigest()
    return " ".join([digest, *(f"{name}={version(name)}" for name in MAKERS)])


OURS = (".py", ".j2", ".css", ".typ", ".po")


def _written(jobs: Sequence[Job]) -> Iterator[tuple[Job, bytes]]:
    large = [job for job in jobs if job.is_large]
    small = [job for job in jobs if not job.is_large]
    if sum(job.cost for job in small) < WORTH_A_POOL:
        yield from ((job, _write(job)) for job in small)
    else:
        yield from _pooled(small, ProcessPoolExecutor(_hands(), get_context("spawn")))
    for job in large:
        yield from _alone(job)


def _alone(job: Job) -> Iterator[tuple[Job, bytes]]:
    """In a process of its own, while nothing else is set; MemoryError where that was ended."""
    try:
        yield from _pooled([job], ProcessPoolExecutor(1, get_context("spawn")))
    except BrokenProcessPool:
        lines = len(job.document.lines)
        wanted = f"{lines * KILOBYTES_A_LINE // 1000} MB"
        raise MemoryError(
            f"the {job.format} of document {job.document.document_id} with {lines} lines: its "
            f"process was ended before it was done (it wants about {wanted} of memory)"
        ) from None


def _hands() -> int:
    return min(8, cpu_count() or 1)


def _pooled(jobs: Iterable[Job], pool: ProcessPoolExecutor) -> Iterator[tuple[Job, bytes]]:
    """A process takes a few documents at a time; spawned, for threads of others survive no fork."""
    jobs = list(jobs)
    with pool:
        yield from zip(jobs, pool.map(_write, jobs, chunksize=8), strict=True)


def _write(job: Job) -> bytes:
    return FORMATS[job.format](job.document)
