"""The flag that renews golden files, and the sample documents."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample_documents import SAMPLES, make_document, make_line

from reports.document import Document, Line


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate-golden", action="store_true", help="renew the golden files")


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[str, Document]:
    """Each sample document with its name."""
    return request.param, SAMPLES[request.param]()


@pytest.fixture
def build() -> Callable[..., Document]:
    return make_document


@pytest.fixture
def line() -> Callable[..., Line]:
    return make_line
