"""Which currency is meant by a code, a sign or a word: "EUR", "$", "kr", "TL"."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_name, get_territory_currencies, list_currencies

from samestory.core.formats._locales import locale_called, same_width

NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
TEN_THOUSANDTHS = "CLF UYW"
MINOR_DIGITS = MappingProxyType(
    {
        **dict.fromkeys(NO_MINOR_UNIT.split(), 0),
        **dict.fromkeys(THOUSANDTHS.split(), 3),
        **dict.fromkeys(TEN_THOUSANDTHS.split(), 4),
    }
)
"""Digits after the point by currency, if they are not two (ISO 4217, list one).

Unicode's own figures follow what people write, not what systems count in: they have none for RSD.
"""
CURRENCIES = frozenset(list_currencies()) - {"XXX", "XTS"}  # "none at all" and "for testing"

_LOCAL_WORDS = """
:-: SEK NOK DKK|kr: SEK NOK DKK ISK|krona: SEK ISK|kronor: SEK|krone: NOK DKK|kroner: NOK DKK
kč: CZK|kc: CZK|zł: PLN|zl: PLN|ft: HUF|lei: RON MDL|leu: RON MDL|лв: BGN|ден: MKD|дин: RSD|din: RSD
km: BAM|kn: HRK|грн: UAH|руб: RUB BYN|р: RUB BYN|tl: TRY|euro: EUR|euros: EUR|fr: CHF|sfr: CHF
円: JPY|yen: JPY|元: CNY TWD HKD MOP|圓: TWD HKD MOP|圆: CNY|yuan: CNY|rmb: CNY|원: KRW|won: KRW KPW
rs: INR PKR LKR NPR MUR SCR|tk: BDT|rp: IDR|rm: MYR|บาท: THB|baht: THB|đ: VND
us$: USD|u$s: USD|c$: CAD NIO|ca$: CAD|a$: AUD|au$: AUD|nz$: NZD|s$: SGD|sg$: SGD|hk$: HKD|nt$: TWD
mx$: MXN|r$: BRL|s/: PEN|bs: BOB VES|gs: PYG
fcfa: XOF XAF|f cfa: XOF XAF|cfa: XOF XAF|тг: KZT|nis: ILS|ש"ח: ILS|ש״ח: ILS|vnđ: VND|đồng: VND
j$: JMD|tt$: TTD|ec$: XCD|$u: UYU|e£: EGP|le: EGP|franken: CHF
złotego: PLN|złote: PLN|złotych: PLN|рубля: RUB BYN
dh: AED MAD|dhs: AED MAD|sr: SAR|qr: QAR|ksh: KES|sh: KES TZS UGX SOS
"""  # noqa: RUF001 - some are Cyrillic
LOCAL_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        word: frozenset(codes.split())
        for word, _, codes in (
            each.rpartition(": ")
            for line in _LOCAL_WORDS.strip().splitlines()
            for each in line.split("|")
        )
    }
)
"""What people write where Unicode has another sign, and the currencies that it may stand for."""


def minor_digits(currency: str) -> int:
    """Give the number of digits after the point that `currency` is counted in."""
    return MINOR_DIGITS.get(currency, 2)


def read_currency(code: str) -> str:
    """Read an ISO 4217 code in any case ("eur")."""
    capital = code.strip().upper()
    if capital not in CURRENCIES:
        raise ValueError(f"{code!r} is no ISO 4217 currency code, such as 'EUR'")
    return capital


def currency_named(words: Collection[str], locale: str, declared: str | None) -> str | None:
    """Tell which currency all of the words mean; None if they may mean several, or none.

    A code goes before the declared currency, which decides whose "$" or "kr" it is. A word that
    the declared one does not go by is never taken for it.
    """
    words = [part for word in words for part in _code_and_sign(word)]
    codes = {word.upper() for word in words} & CURRENCIES
    told = next(iter(codes)) if len(codes) == 1 else None
    others = [word for word in words if word.upper() not in codes]
    if codes or not words:
        code = told or declared
        fits = len(codes) < 2 and all(_may_mean(word, code, locale) for word in others)
        return code if fits else None
    if declared and all(_may_mean(word, declared, locale) for word in words):
        return declared
    return _at_home(frozenset.intersection(*(_meant(word, locale) for word in words)), locale)


def _code_and_sign(word: str) -> list[str]:
    """Take "USD $" apart; names of several words stay as they are."""
    parts = word.split()
    return parts if any(part.upper() in CURRENCIES for part in parts) else [word]


def _may_mean(word: str, code: str | None, locale: str) -> bool:
    if code is None:
        return False
    symbol, full = bare(word), _symbols(locale_called(locale)).get(code, code)
    if symbol and symbol in {full.casefold(), _sign(full).casefold()}:
        return True  # those of all countries that pay with it take long to look up
    signs = _signs_at_home(code) - {""}
    return symbol in map(str.casefold, signs) or code in _meant(word, locale)


def _meant(word: str, locale: str) -> frozenset[str]:
    """Name the currencies that go by a word among people who speak of money in a locale."""
    here = _words(locale_called(locale)).get(bare(word), frozenset())
    return here | LOCAL_WORDS.get(bare(word), frozenset())


def _at_home(meant: frozenset[str], locale: str) -> str | None:
    territory = locale_called(locale).territory
    at_home = get_territory_currencies(territory) if territory else []
    only = next(iter(meant)) if len(meant) == 1 else None
    return next((code for code in at_home if code in meant), only)


def bare(word: str) -> str:
    """Write a word in small letters, without the dot of an abbreviation."""
    return " ".join(same_width(word).split()).rstrip(".").casefold()


def _sign(full: str) -> str:
    """Its sign alone: "$" in a shop that counts in CAD ("CA$").

    A letter alone is no sign: the "R" of a rand is not the end of "EUR".
    """
    return "".join(char for char in full if unicodedata.category(char) == "Sc")


@cache
def _signs_at_home(code: str) -> frozenset[str]:
    """How a currency is written where people pay with it: "kr" for SEK, as for DKK and NOK."""
    territories = get_global("territory_currencies")
    homes = [
        f"{language}_{each}"
        for each in territories
        if code in get_territory_currencies(each)
        for language in get_official_languages(each, de_facto=True)
    ]
    return frozenset(_symbols(each)[code] for each in _locales(homes) if code in _symbols(each))


def _locales(names: Iterable[str]) -> Iterator[Locale]:
    for name in names:
        with suppress(UnknownLocaleError, ValueError):
            yield Locale.parse(name)


@cache
def _symbols(locale: Locale) -> Mapping[str, str]:
    symbols = locale.currency_symbols.items()
    return {code: bare(symbol) for code, symbol in symbols if code in CURRENCIES}


@cache
def _in_use() -> frozenset[str]:
    """Name the currencies that people pay with today: a "F" in Switzerland is no French franc."""
    territories = get_global("territory_currencies")
    return frozenset(code for each in territories for code in get_territory_currencies(each))


@cache
def _words(locale: Locale) -> Mapping[str, frozenset[str]]:
    """The signs and the names ("Euro", "US dollars") by which a locale calls each currency."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, symbol in _symbols(locale).items():
        if code in _in_use():
            found[symbol].add(code)
    for code in _in_use() & locale.currencies.keys():
        for count in (1, 2, 5, 1.5):
            found[bare(get_currency_name(code, count, locale))].add(code)
    return {word: frozenset(codes) for word, codes in found.items()}
