"""What every sample looks like in every format; renew with --regenerate-golden, read the diff."""

from pathlib import Path

import pytest

from reports import formats
from reports.formats import FORMATS

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", FORMATS)
def test_sample_is_golden(sample, name, request):
    title, document = sample
    path, content = GOLDEN / f"{title}.{name}", FORMATS[name](document)
    if request.config.getoption("--regenerate-golden"):
        path.write_bytes(content)
    assert path.read_bytes() == content, f"{path.name} changed: read the diff, then regenerate"


def test_every_golden_file_has_its_sample(samples):
    written = {f"{title}.{name}" for title in samples for name in FORMATS}
    assert {path.name for path in GOLDEN.glob("*.*")} - {".gitattributes"} == written


@pytest.mark.parametrize("name", FORMATS)
def test_written_twice_is_the_same(sample, name):
    assert FORMATS[name](sample[1]) == FORMATS[name](sample[1])


def test_folder_and_dict_agree():
    folder = Path(formats.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(FORMATS)
