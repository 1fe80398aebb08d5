"""Addresses tell countries, and systems call them as they like."""

from __future__ import annotations

from itertools import product

import pytest
from babel import Locale

from samestory.core.comparison import look_alike, same
from samestory.core.formats import country_of

STREET = "Invalidenstr. 1\n10115 Berlin"
GERMANY = (
    "Germany",
    "Deutschland",
    "DE",
    "de",
    "DEU",
    "276",
    "Allemagne",
    "Německo",
    "ドイツ",
    "BRD",
)


@pytest.mark.parametrize(("one", "other"), list(product(GERMANY, GERMANY)))
def test_one_country_has_many_names(one: str, other: str):
    assert same("address", f"{STREET}\n{one}", f"{STREET}, {other}")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "GB",
            ["UK", "U.K.", "GB", "GBR", "826", "United Kingdom", "Great Britain"],
        ),
        ("US", ["USA", "U.S.A.", "US", "840", "United States", "United States of America"]),
        ("NL", ["Holland", "The Netherlands", "Netherlands", "Nederland", "NLD", "528"]),
        ("CZ", ["Czechia", "Czech Republic", "Česko", "Tschechien", "CZE"]),
        ("CH", ["Switzerland", "Schweiz", "Suisse", "Svizzera", "CHE", "756"]),
        ("AT", ["Austria", "Österreich", "Rakousko", "AUT", "040"]),
        ("CN", ["China", "中国", "中國", "PR China"]),
        ("TR", ["Turkey", "Türkiye", "TUR"]),
        ("KR", ["South Korea", "Republic of Korea", "대한민국"]),
        ("GR", ["Greece", "EL", "Ελλάδα"]),
    ],
)
def test_usual_names_and_codes_are_known(code: str, names: list[str]):
    assert {code} == {country_of(name) for name in names}


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ja", "pl", "pt", "ru", "zh"])
def test_every_country_is_known_by_its_name(language: str):
    """As Unicode has it, but for those whose name another country has in another language."""
    names = dict(Locale.parse(language).territories)
    known = [
        code for code, name in names.items() if len(code) == 2 and country_of(name) in {code, None}
    ]
    unknown = [code for code in known if country_of(names[code]) is None]

    assert len(known) > 250
    assert len(unknown) < 9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{STREET} Germany", f"{STREET}, DE"),
        (f"{STREET} DE", f"{STREET}\nDeutschland"),
        ("1 High St\nLondon\nSW1A 1AA\nUnited Kingdom", "1 High St., London, SW1A 1AA, GB"),
        ("1 High St\nLondon\nUnited Kingdom\nSW1A 1AA", "1 High St, London, GB, SW1A 1AA"),
        ("Deutschland, 10115 Berlin", "DE\n10115 Berlin"),
        ("Ponte 1\n45100 ROVIGO RO", "Ponte 1, 45100 Rovigo, RO"),
        ("1 OAK ST", "1 Oak St."),
        (f"{STREET} (DE)", f"{STREET}, Germany"),
        ("1 A St, San Diego CA 92101 U.S.A.", "1 A St, San Diego CA 92101, USA"),
        ("東京都 1-1 日本", "東京都 1-1, JP"),
        ("1 Main St, Dover, DE 19901, USA", "1 Main St, Dover, DE 19901, United States"),
    ],
)
def test_a_country_may_stand_anywhere(one: str, other: str):
    assert same("address", one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{STREET}\nGermany", f"{STREET}\nAustria"),
        (f"{STREET}\nDE", f"{STREET}\nAT"),
        (f"{STREET}\nDE", f"{STREET}\nDK"),
        (f"{STREET}\nGermany", f"{STREET}\nOesterreich"),
        (f"{STREET}\n276", f"{STREET}\n040"),
        ("1 Rue\nNiamey\nNiger", "1 Rue\nNiamey\nNigeria"),
        ("1 Rue\nKinshasa\nCD", "1 Rue\nKinshasa\nCG"),
        ("1 St\nAtlanta\nGeorgia", "1 St\nAtlanta\nGA"),
        (f"{STREET}\nGermany", "Invalidenstr. 2\n10115 Berlin\nDE"),
        (f"{STREET}\nGermany", STREET),
        (f"{STREET}\nGermany", f"{STREET}\nMars"),
        ("Str. 276\nBerlin", "Str. DE\nBerlin"),
        ("Berlin, Haus 276", "Berlin, Haus DE"),
        (f"{STREET} (de)", f"{STREET}, Germany"),
    ],
)
def test_another_country_is_another_address(one: str, other: str):
    """And so is one that is left out: who leaves it out has not told it."""
    assert not same("address", one, other)
    assert not look_alike("address", one, other)
