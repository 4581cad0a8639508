"""Catalogues say all that English says, with the same gaps; the customer's locale chooses."""

import string

import pytest
from babel.messages.pofile import read_po
from reads import words as words_of

from reports.formats import FORMATS
from reports.labels import LABELS
from reports.locales import Writing
from reports.words import CATALOGUES, words

LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.po"))


def gaps(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_six_languages_with_english():
    assert LANGUAGES == ["de", "es", "fr", "ja", "nl"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_what_english_says(language):
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    said = {message.context: message for message in messages}
    assert {label: message.id for label, message in said.items()} == {
        label: text for label, text in LABELS.items() if text
    }
    for label, message in said.items():
        assert message.string.strip(), label
        assert gaps(message.string) == gaps(LABELS[label]), label


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de_AT", "de"), ("fr-CA", "fr"), ("ja", "ja"), ("el_GR", "en"), ("", "en"), ("../de", "en")],
)
def test_the_locale_chooses(locale, language):
    assert Writing(locale, "EUR", 2).words.language == language


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 day"),
        ("en", 0, "0 days"),
        ("fr", 0, "0 jour"),
        ("fr", 2, "2 jours"),
        ("ja", 1, "1日"),
        ("de", 2, "2 Tage"),
    ],
)
def test_plurals(language, count, said):
    assert words(language).counted("day", count, str(count)) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_pdf_say_the_same(build, line, language):
    document = build([line("22.00", days=30)], locale=language)
    page, paper = FORMATS["html"](document).decode(), words_of("pdf", FORMATS["pdf"](document))
    assert f'<html lang="{language}"' in page
    for label in ("invoice", "total_due", "from_to", "tax_S", "how_rounding"):
        assert words(language)[label] in page
        assert words(language)[label].upper()[:60] in paper.upper()
