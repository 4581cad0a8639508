"""Numbers, dates and money as the customer's locale writes them.

Babel is slow per call and an invoice repeats its prices, days and amounts, so what it says is kept.
It also rounds without a word (yen lose their decimals), so every pattern is told exactly how many
decimals the value has.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from reports.decimals import exact, significant
from reports.words import Words, words

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.numbers import NumberPattern

FALLBACK = "en"
MEMORY = 50_000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Writing:
    """How one document writes: its locale, its currency and the currency's digits."""

    locale: str
    currency: str
    digits: int

    @property
    def words(self) -> Words:
        return words(_locale(self.locale).language)

    @property
    def territory(self) -> str | None:
        territory: str | None = _locale(self.locale).territory
        return territory

    def money(self, amount: Decimal) -> str:
        """With the currency: for totals."""
        return _number(exact(amount, self.digits), "money", self.locale, self.digits, self.currency)

    def amount(self, amount: Decimal) -> str:
        """Without: for columns whose head names the currency."""
        return _number(exact(amount, self.digits), "plain", self.locale, self.digits)

    def price(self, price: Decimal) -> str:
        """Every significant decimal of a unit price, and at least the currency's."""
        digits = max(self.digits, significant(price))
        return _number(exact(price, digits), "plain", self.locale, digits)

    def rate(self, percent: Decimal) -> str:
        return _number(percent, "percent", self.locale, significant(percent))

    def count(self, count: int) -> str:
        return _number(Decimal(count), "plain", self.locale, 0)

    def day(self, day: date) -> str:
        """In words: 1 March 2026."""
        return _day(day, self.locale)

    def day_of_year(self, day: date) -> str:
        """Without its year: 1 March."""
        return _day_of_year(day, self.locale)

    def span(self, start: date, end: date, *, with_year: bool = True) -> str:
        """From the first to the last day; `end` is exclusive, only what is printed includes it."""
        last = max(start, end - ONE_DAY)
        return _span(start, last, "yMMMd" if with_year else "MMMd", self.locale)


@lru_cache(maxsize=256)
def _locale(name: str) -> "Locale":
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@lru_cache(maxsize=256)
def _pattern(locale: "Locale", style: str, digits: int) -> "NumberPattern":
    from babel.numbers import parse_pattern

    formats = {
        "money": locale.currency_formats["standard"],
        "percent": locale.percent_formats[None],
        "plain": locale.decimal_formats[None],
    }
    pattern = parse_pattern(formats[style].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern


@lru_cache(maxsize=MEMORY)
def _number(value: Decimal, style: str, name: str, digits: int, currency: str | None = None) -> str:
    locale = _locale(name)
    pattern = _pattern(locale, style, digits)
    scaled = value.scaleb(-2) if style == "percent" else value
    text: str = pattern.apply(scaled, locale, currency=currency, currency_digits=False)
    return text


@lru_cache(maxsize=MEMORY)
def _day(day: date, name: str) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=_locale(name))


@lru_cache(maxsize=MEMORY)
def _day_of_year(day: date, name: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", day, locale=_locale(name))


@lru_cache(maxsize=MEMORY)
def _span(first: date, last: date, skeleton: str, name: str) -> str:
    from babel.dates import format_interval

    return format_interval(first, last, skeleton, locale=_locale(name))


@lru_cache(maxsize=512)
def territory(code: str, language: str) -> str:
    """A country's name for its two letters; anything else stays as it stands."""
    name: str = _locale(language).territories.get(code.upper(), code)
    return name
