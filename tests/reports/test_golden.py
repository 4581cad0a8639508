"""What every sample looks like in every format; renew with --regenerate-golden, read the diff.

Of a format that is no text, the golden file is what a reader finds in it.
"""

from pathlib import Path

import pytest
from reads import READS
from sample_documents import SAMPLES

from reports import formats
from reports.formats import FORMATS, suits

GOLDEN = Path(__file__).parent / "golden"


def golden(title: str, name: str) -> Path:
    return GOLDEN / (f"{title}.{name}.txt" if name in READS else f"{title}.{name}")


WRITTEN = [
    (title, name) for title, make in SAMPLES.items() for name in FORMATS if suits(name, make())
]


@pytest.mark.parametrize(("title", "name"), WRITTEN)
def test_sample_is_golden(title, name, request):
    document = SAMPLES[title]()
    path, content = golden(title, name), FORMATS[name](document)
    if name in READS:
        content = READS[name](content).encode()
    if request.config.getoption("--regenerate-golden"):
        path.write_bytes(content)
    assert path.read_bytes() == content, f"{path.name} changed: read the diff, then regenerate"


def test_every_golden_file_has_its_sample():
    written = {golden(title, name).name for title, name in WRITTEN}
    assert {path.name for path in GOLDEN.glob("*.*")} - {".gitattributes"} == written


@pytest.mark.parametrize(("title", "name"), WRITTEN)
def test_written_twice_is_the_same(title, name):
    assert FORMATS[name](SAMPLES[title]()) == FORMATS[name](SAMPLES[title]())


def test_folder_and_dict_agree():
    folder = Path(formats.__file__).parent
    stems = {path.stem.replace("_", "-") for path in folder.glob("*.py")}
    assert stems - {"--init--"} == set(FORMATS)
