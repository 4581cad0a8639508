"""Pages written from the code are what would be written now; the rules hold for all pages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from doc_files import PAGES, ROOT, links


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date(
    generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_check_names_each_page_that_is_behind(
    generate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(generate, "HERE", tmp_path)
    assert generate.main(["--check"]) == 1
    assert "docs/estate.md is behind" in capsys.readouterr().err
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_every_file_linked_is_there() -> None:
    gone = [f"{page.name}: {to}" for page, to in links() if not (page.parent / to).exists()]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_lines_are_wrapped(page: Path) -> None:
    """Rows of tables and what is typed or printed may be longer."""
    is_free, long = False, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        is_free ^= line.startswith("```")
        if len(line) > 100 and not is_free and not line.startswith("|"):
            long.append(number)
    assert long == [] or page.name in ("finance.md", "estate.md")


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "images" / "invoice.png").stat().st_size < 200_000
