"""The estate folder -> one frozen Estate, or one error that lists every fault in it."""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from pipelines.estate.crosscheck import crosscheck, crosscheck_settings
from pipelines.estate.currencies import currencies
from pipelines.estate.faults import EstateFaults, Fault
from pipelines.estate.model import Estate
from pipelines.estate.rows import Sheet, read_sheet
from pipelines.estate.schema import FILES
from pipelines.estate.settings import FILE as SETTINGS
from pipelines.estate.settings import read_settings
from pipelines.estate.tables import table

NAMES = (SETTINGS, *(f"{name}.csv" for name in FILES))
REQUIRED = (SETTINGS, *(f"{file.name}.csv" for file in FILES.values() if file.required))


def read(root: Path, formats: Collection[str]) -> Estate:
    """The estate in this folder; `formats` are those that settings.toml may ask for.

    Raises EstateFaults with every fault of every file, by file and then by line.
    """
    root = root.absolute()
    if not root.is_dir():
        raise EstateFaults([f"{root}: the estate folder does not exist"])
    files, faults = read_files(root)
    return assemble(root, files, formats, faults)


def restore(root: Path, files: Mapping[str, bytes], formats: Collection[str]) -> Estate:
    """An earlier version of the estate, from its stored `files`; paths are those of `root` now."""
    return assemble(root.absolute(), files, formats, [])


def read_files(root: Path) -> tuple[dict[str, bytes], list[Fault]]:
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for name in NAMES:
        try:
            files[name] = (root / name).read_bytes()
        except FileNotFoundError:
            continue  # whether it may be absent is for whoever puts the estate together
        except OSError as wrong:
            faults.append(Fault(name, 0, f"cannot be read ({(wrong.strerror or '').lower()})"))
    return files, faults


def assemble(
    root: Path, files: Mapping[str, bytes], formats: Collection[str], faults: list[Fault]
) -> Estate:
    unread = {fault.file for fault in faults}
    missing = [name for name in REQUIRED if name not in files and name not in unread]
    faults = [*faults, *(Fault(name, 0, "the file is missing") for name in missing)]
    settings, wrong = read_settings(files.get(SETTINGS), root, formats)
    sheets, broken = read_sheets(files, {*unread, *missing})
    faults = [*faults, *wrong, *broken, *crosscheck(sheets)]
    if settings:
        faults += crosscheck_settings(sheets, settings)
    if faults or settings is None:
        raise EstateFaults(str(fault) for fault in sorted(faults, key=place))
    tables = {name: table(sheet.file, sheet.rows) for name, sheet in sheets.items()}
    tables["currencies"] = currencies()
    return Estate(root, settings, tables, version(files), dict(files))


def read_sheets(
    files: Mapping[str, bytes], unread: Collection[str]
) -> tuple[dict[str, Sheet], list[Fault]]:
    """All ten; an optional file that is absent has no rows, one at fault is not whole."""
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for name, file in FILES.items():
        path = f"{name}.csv"
        if path in files:
            sheets[name], wrong = read_sheet(file, files[path])
            faults += wrong
        else:
            sheets[name] = Sheet(file, whole=path not in unread)
    return sheets, faults


def place(fault: Fault) -> tuple[int, int]:
    return NAMES.index(fault.file), fault.line


def version(files: Mapping[str, bytes]) -> str:
    """Names, lengths and bytes of the files, so that no two estates run together."""
    digest = hashlib.sha256()
    for name in NAMES:
        if name in files:
            digest.update(f"{name}\0{len(files[name])}\0".encode())
            digest.update(files[name])
    return digest.hexdigest()
