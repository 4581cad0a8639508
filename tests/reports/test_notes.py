"""Notes of billing in the customer's words; anything else as it stands."""

import pytest

from reports.locales import Writing
from reports.notes import OF_RULES, noted

CORRECTS = {"corrects_number": "INV-2026-000042"}
HELD = "held 29 of 31 days, was 31"


def said(line, note, locale="de_DE", **given):
    return noted(line("1.00", note=note, **{**CORRECTS, **given}), Writing(locale, "EUR", 2))


@pytest.mark.parametrize(
    ("note", "german"),
    [
        (HELD, "29 von 31 Tagen, bisher 31"),
        ("15 of 31 days at this price, was 0", "15 von 31 Tagen zu diesem Preis, bisher 0"),
        ("1240 unit-days, was 900", "1.240 Einheitentage, bisher 900"),
        (
            f"{HELD}; batch of 20 March came on 7 April",
            "29 von 31 Tagen, bisher 31; Daten vom 20. März kamen am 7. April",
        ),
        (
            f"{HELD}; look of 20 December was released on 7 January 2027 and 2 more",
            "29 von 31 Tagen, bisher 31; Daten vom 20. Dezember wurden am 7. Januar 2027 "
            "freigegeben und 2 weitere",
        ),
        (
            f"{HELD}; days from 29 February on were decided on 1 March; terms were changed since",
            "29 von 31 Tagen, bisher 31; über Tage ab dem 29. Februar wurde am 1. März "
            "entschieden; Konditionen wurden seither geändert",
        ),
    ],
)
def test_what_a_correction_says_is_said_in_the_customers_language(line, note, german):
    assert said(line, note) == german


def test_in_english_a_note_is_as_it_was_frozen(line):
    assert said(line, HELD, "en_GB") == HELD
    assert said(line, HELD, "el_GR") == HELD


@pytest.mark.parametrize("locale", ["fr_FR", "es_ES", "nl_NL", "ja_JP"])
def test_no_language_leaves_english_in_it(line, locale):
    found = said(line, f"{HELD}; batch of 20 March came on 7 April", locale)
    assert "held" not in found
    assert "March" not in found
    assert "29" in found


@pytest.mark.parametrize("note", ["Goodwill", f"{HELD}; and a word of ours", "", "held"])
def test_what_is_of_no_known_form_stays_as_it_is(line, note):
    assert said(line, note) == note


def test_what_the_estate_says_of_an_adjustment_is_never_read(line):
    assert said(line, HELD, kind="adjustment") == HELD
    assert said(line, HELD, corrects_number=None) == HELD


@pytest.mark.parametrize("rule", OF_RULES)
def test_how_a_product_is_prorated_is_the_labels_word(line, rule):
    assert said(line, OF_RULES[rule], proration=rule, corrects_number=None) != OF_RULES[rule]
