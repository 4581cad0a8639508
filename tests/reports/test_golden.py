"""What every sample looks like in every format; renew with --regenerate-golden, read the diff."""

from pathlib import Path

import pytest

from reports import formats
from reports.formats import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_sample_is_golden(sample, golden, name):
    title, document = sample
    golden(f"{title}.{name}", FORMATS[name](document))


@pytest.mark.parametrize("name", FORMATS)
def test_written_twice_is_the_same(sample, name):
    assert FORMATS[name](sample[1]) == FORMATS[name](sample[1])


def test_folder_and_dict_agree():
    folder = Path(formats.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(FORMATS)
