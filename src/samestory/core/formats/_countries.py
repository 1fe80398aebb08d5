"""Countries by their names in any language, and by their codes (ISO 3166)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale, localedata
from babel.core import get_global

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "BO": "Plurinational State of Bolivia",
        "CD": "DR Congo|Democratic Republic of the Congo",
        "CG": "Republic of the Congo",
        "CI": "Ivory Coast",
        "CN": "PR China|People's Republic of China|Mainland China",
        "CV": "Cape Verde",
        "CZ": "Czech Republic",
        "DE": "Federal Republic of Germany|Bundesrepublik Deutschland|BRD",
        "FM": "Micronesia",
        "GB": "UK|Great Britain|Britain|Großbritannien",
        "GR": "Hellas|EL",
        "HK": "Hong Kong",
        "IE": "Republic of Ireland|Eire",
        "IR": "Islamic Republic of Iran",
        "KR": "Korea|Republic of Korea",
        "LA": "Lao PDR",
        "MD": "Republic of Moldova",
        "MK": "Macedonia",
        "MM": "Burma",
        "MO": "Macau|Macao",
        "NL": "Holland|The Netherlands",
        "PH": "The Philippines",
        "PS": "Palestine",
        "RU": "Russian Federation",
        "SK": "Slovak Republic",
        "SY": "Syrian Arab Republic",
        "SZ": "Swaziland",
        "TR": "Turkey",
        "TW": "Taiwan, Province of China",
        "TZ": "United Republic of Tanzania",
        "US": "United States of America|America",
        "VA": "Vatican|Holy See",
        "VE": "Bolivarian Republic of Venezuela",
        "VN": "Viet Nam",
    }
)
"""By code, names that Unicode does not list."""
LONGEST = 6
"""Words of a country's name at the end of a line; those of more are not common."""
SHORTEST_NAME = 4
"""Letters of a name that may stand behind a town; a shorter one could be anything."""

_SEPARATORS = re.compile(r"[\n,;]")
_TO_A_DIGIT = re.compile(r"\D+\d")
_CODE = re.compile(r"[A-Z]{2,3}")


def letters(text: str) -> str:
    """Keep letters and digits: systems break lines, abbreviate and capitalise as they like."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")


def country_of(text: str) -> str | None:
    """Give the code (alpha-2) of a country by its name or by one of its codes."""
    return _countries().get(letters(text))


def with_country_codes(address: str) -> str:
    """Reduce an address to its letters, with each country in it as a code.

    A country stands in a line, or between commas, by itself, or at the end of all.
    """
    parts = [part.strip() for part in _SEPARATORS.split(address) if letters(part)]
    if not parts:
        return letters(address)
    written = [_coded(each, is_last=False) for each in parts[:-1]]
    return "".join([*written, _coded(parts[-1], is_last=True)])


def other_streets(left: str, right: str) -> bool:
    """Whether two addresses begin with different streets, up to the first digit.

    What has letters and then a digit is no country, so no name of one explains the difference. That
    is said without reading the names of all countries in all languages, which takes a second.
    """
    one, other = _street(left), _street(right)
    return bool(one and other) and not one.startswith(other) and not other.startswith(one)


def _street(address: str) -> str:
    first = next((part for part in _SEPARATORS.split(address) if letters(part)), "")
    found = _TO_A_DIGIT.match(letters(first))
    return found[0] if found else ""


def _coded(part: str, *, is_last: bool) -> str:
    alone = country_of(part)
    if alone and (is_last or not part.isdecimal()):
        return f"<{alone}>"
    return _coded_at_its_end(part) if is_last else letters(part)


def _coded_at_its_end(part: str) -> str:
    """Look for a country behind a town: "10115 Berlin Germany", "10115 Berlin DE"."""
    words = part.split()
    for count in range(min(LONGEST, len(words) - 1), 0, -1):
        name = " ".join(words[-count:])
        country = country_of(name)
        if country and _can_only_be_a_country(name):
            return f"{letters(' '.join(words[:-count]))}<{country}>"
    return letters(part)


def _can_only_be_a_country(name: str) -> bool:
    """A long name, a code in capitals ("DE", "(DE)", "U.K."), or one without any case ("日本")."""
    bare = "".join(char for char in name if char.isalnum())
    is_long = len(letters(name)) >= SHORTEST_NAME
    return (
        is_long or bool(_CODE.fullmatch(bare)) or (bare.isalpha() and bare.upper() == bare.lower())
    )


@cache
def _countries() -> Mapping[str, str]:
    """Every name and every code, by its letters; the English name of one goes before others'."""
    found = dict(_names("en"))
    several = set()
    for locale in _languages():
        for name, code in _names(locale).items():
            if found.setdefault(name, code) != code:
                several.add(name)
    for name in several - _names("en").keys():
        del found[name]
    return found | _aliases() | _codes()


def _languages() -> list[str]:
    """Each language, and each script in which it is written."""
    names = (name.split("_") for name in localedata.locale_identifiers())
    return ["_".join(each) for each in names if all(len(part) == 4 for part in each[1:])]


def _names(locale: str) -> dict[str, str]:
    territories = Locale.parse(locale).territories.items()
    return {letters(name): code for code, name in territories if _is_country(code)}


def _aliases() -> dict[str, str]:
    return {letters(name): code for code, names in ALIASES.items() for name in names.split("|")}


def _codes() -> dict[str, str]:
    """Give alpha-2 by alpha-2, alpha-3 and number; a country that fell apart has none."""
    own = {code: code for code in map(str, Locale.parse("en").territories) if _is_country(code)}
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    others = {code: meant[0] for code, meant in aliases.items() if len(meant) == 1}
    codes = {str(code): str(meant) for code, meant in (others | own).items()}
    return {code.casefold(): meant for code, meant in codes.items() if meant in own}


def _is_country(code: str) -> bool:
    """ISO 3166 has two letters; Unicode adds parts of the world as numbers, and unions."""
    return len(code) == 2 and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
