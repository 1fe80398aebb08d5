"""Days and times as people write them, in the words of their language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from samestory.core.formats import read_day, read_moment, read_window
from samestory.core.model import Window

BERLIN = ZoneInfo("Europe/Berlin")
SEPTEMBER = date(2026, 9, 24)
MORNING = Window(
    datetime(2026, 11, 24, 8, tzinfo=BERLIN), datetime(2026, 11, 24, 12, tzinfo=BERLIN)
)
_MARKETS = (
    "ar_EG bg_BG bn_BD ca_ES cs_CZ da_DK de_AT de_CH de_DE el_GR en_AU en_CA en_GB en_IE en_IN "
    "en_US es_ES es_MX et_EE fi_FI fr_CA fr_CH fr_FR he_IL hi_IN hr_HR hu_HU id_ID is_IS it_IT "
    "ja_JP lt_LT ms_MY nb_NO nl_BE nl_NL pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sr_RS sv_SE "
    "tr_TR uk_UA ur_PK vi_VN zh_CN zh_TW"
)
MARKETS = _MARKETS.split()
FORMATS = ("full", "long", "medium", "d MMMM y", "d. MMM y", "d LLLL y", "d LLL y", "EEE d MMM y")
ORDERS = ("day first", "month first", "year first")


def read_in_any_order(text: str, locale: str) -> set[date]:
    found = set()
    for form in ORDERS:
        try:
            found.add(read_day(text, form, UTC, locale))
        except ValueError:
            continue
    return found


@pytest.mark.parametrize("locale", MARKETS)
@pytest.mark.parametrize("written", FORMATS)
def test_every_month_reads_back_as_its_locale_writes_it(locale: str, written: str):
    """As Unicode has it, and in one order of day, month and year only."""
    for month in range(1, 13):
        day = date(2026, month, 24)

        assert {day} == read_in_any_order(format_date(day, written, locale=locale), locale)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("24 Sep 2026", "en_GB"),
        ("24 Sept 2026", "en_GB"),
        ("24 Sept. 2026", "en_US"),
        ("24 SEP 2026", "en_US"),
        ("24-Sep-2026", "en_US"),
        ("24th September 2026", "en_GB"),
        ("24th of September 2026", "en_GB"),
        ("Thursday, the 24th of September 2026", "en_GB"),
        ("Thurs 24 Sept 2026", "en_GB"),
        ("on 24 September 2026", "en_GB"),
        ("Do., 24. Sep. 2026", "de_DE"),
        ("Donnerstag, den 24. September 2026", "de_DE"),
        ("am 24. Sept. 2026", "de_DE"),
        ("jeudi 24 sept. 2026", "fr_FR"),
        ("24 de set. de 2026", "pt_BR"),
        ("quinta-feira, 24 de setembro de 2026", "pt_BR"),
        ("24 sep. 2026", "es_ES"),
        ("24 sept 2026", "es_MX"),
        ("24 setiembre 2026", "es_ES"),
        ("24 сентября 2026 г.", "ru_RU"),  # noqa: RUF001 - Cyrillic
        ("\uff12\uff14 Sep \uff12\uff10\uff12\uff16", "en_GB"),
        ("24\u202fSep\u00a02026", "en_GB"),
    ],
)
def test_a_month_is_read_in_every_usual_spelling(text: str, locale: str):
    assert SEPTEMBER == read_day(text, "day first", UTC, locale)


@pytest.mark.parametrize(
    ("text", "form", "locale", "expected"),
    [
        ("1st Sep 2026", "day first", "en_GB", date(2026, 9, 1)),
        ("2nd Sep 2026", "day first", "en_GB", date(2026, 9, 2)),
        ("September 3rd, 2026", "month first", "en_US", date(2026, 9, 3)),
        ("1er août 2026", "day first", "fr_FR", date(2026, 8, 1)),
        ("1.º de septiembre de 2026", "day first", "es_ES", date(2026, 9, 1)),
        ("1º de setembro de 2026", "day first", "pt_BR", date(2026, 9, 1)),
        ("1º settembre 2026", "day first", "it_IT", date(2026, 9, 1)),
        ("5. Mrz. 2026", "day first", "de_DE", date(2026, 3, 5)),
        ("5. Jänner 2026", "day first", "de_DE", date(2026, 1, 5)),
        ("2026. szeptember 24.", "year first", "hu_HU", SEPTEMBER),
        ("2026年9月24日", "year first", "ja_JP", SEPTEMBER),
        ("2026년 9월 24일", "year first", "ko_KR", SEPTEMBER),
        ("2026/09/24", "year first", "en_US", SEPTEMBER),
        ("2026. 9. 24.", "year first", "ko_KR", SEPTEMBER),
    ],
)
def test_ordinals_and_orders_are_read(text: str, form: str, locale: str, expected: date):
    assert expected == read_day(text, form, UTC, locale)


@pytest.mark.parametrize(
    ("text", "locale", "reason"),
    [
        ("24 Ju 2026", "en_GB", "names no month"),
        ("24 J 2026", "en_GB", "names no month"),
        ("24 Mai 2026", "en_GB", "names no month"),
        ("24 jui 2026", "fr_FR", "names no month"),
        ("before 24 Sep 2026", "en_GB", "more than one day"),
        ("not on 24 Sep 2026", "en_GB", "more than one day"),
        ("ab 24. September 2026", "de_DE", "more than one day"),
        ("bis 24. September 2026", "de_DE", "more than one day"),
        ("24 or 25 Sep 2026", "en_GB", "more than one day"),
        ("24th-26th September 2026", "en_GB", "more than one day"),
        ("Thu or Fri 24 Sep 2026", "en_GB", "more than one day"),
        ("24 Sep 26", "en_GB", "not written"),
    ],
)
def test_a_written_day_is_refused_rather_than_guessed(text: str, locale: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        read_day(text, "day first", UTC, locale)


@pytest.mark.parametrize(
    "hours",
    [
        "08:00-12:00",
        "8:00 \N{EN DASH} 12:00",
        "8am-12pm",
        "8 am to 12 pm",
        "8 a.m. - 12 p.m.",
        "8-12pm",
        "8.00am-12.00pm",
        "8-12 Uhr",
        "8 bis 12 Uhr",
        "8 Uhr bis 12 Uhr",
        "8.00-12.00 Uhr",
        "zwischen 8 und 12 Uhr",
        "von 8:00 bis 12:00 Uhr",
        "between 8:00 and 12:00",
        "8h-12h",
        "8h00 à 12h00",
        "de 8 h à 12 h",
        "kl. 08:00\N{EN DASH}12:00",
        "kl. 8.00-12.00",
        "klo 8-12",
        "van 8 tot 12 uur",
        "de 8 a 12 h",
        "8:00\N{FULLWIDTH TILDE}12:00",
    ],
)
def test_a_window_is_read_as_people_write_it(hours: str):
    assert MORNING == read_window(f"24.11.2026 {hours}", "day first", BERLIN)
    assert MORNING == read_window(f"2026-11-24 {hours}", "iso day", BERLIN)
    assert MORNING == read_window(f"Di., 24. Nov. 2026, {hours}", "day first", BERLIN, "de_DE")


@pytest.mark.parametrize(
    "hours",
    ["8-12", "8 to 12", "1-5pm", "8am-12", "13am-2pm", "8-12 or 14-16 Uhr", "before 8-12 Uhr"],
)
def test_a_window_is_refused_rather_than_guessed(hours: str):
    """A bare number is no time, and 1-5pm may begin in the night."""
    with pytest.raises(ValueError, match="2026"):
        read_window(f"24.11.2026 {hours}", "day first", BERLIN)


@pytest.mark.parametrize(
    "text", ["24.11.2026 8am", "24.11.2026 8 Uhr", "24.11.2026, um 8.00 Uhr", "24.11.2026 kl. 8.00"]
)
def test_a_moment_names_one_time_of_day(text: str):
    assert MORNING.start == read_moment(text, "day first", BERLIN)
