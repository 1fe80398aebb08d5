"""When a promise of a kind comes true, by the company's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samestory.config import load
from samestory.core.model import Promise, Revision, Subject, Window
from samestory.errors import LandscapeMistakes, WrongCall

LANDSCAPE = """
[company]
zone = "Europe/Berlin"
{company}
[guard]
hosts = ["127.0.0.1"]

[subjects.visit]
slot = "window"
day = "day"
note = "text"

[systems.desk]
adapter  = "http"
base_url = "http://127.0.0.1:9"
due      = "03:00"

[systems.desk.visit]
find = "/visits/{{key}}"
note = "note"
{due}

[systems.desk.customer]
find = "/people/{{key}}"
name = "name"
"""
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
SLOT = Window(datetime(2026, 12, 3, 7, 0, tzinfo=UTC), datetime(2026, 12, 3, 9, 0, tzinfo=UTC))


def landscape(tmp_path: Path, due: str = "", company: str = ""):
    file = tmp_path / "x.toml"
    file.write_text(LANDSCAPE.format(due=due, company=company))
    return load(file, {})


def due_at(tmp_path: Path, due: str, kind: str = "visit", **values: object) -> datetime | None:
    promise = Promise(Subject(kind, "V-1"), (Revision("visit", NOON, values),))
    return landscape(tmp_path, due).systems["desk"].patience_with(promise).due


def test_a_kind_may_have_a_batch_of_its_own(tmp_path: Path):
    """The next time that it is two in Berlin, whatever the rest of the system does."""
    due = 'due = "02:00"'

    assert datetime(2026, 11, 28, 1, tzinfo=UTC) == due_at(tmp_path, due)
    assert datetime(2026, 11, 28, 2, tzinfo=UTC) == due_at(tmp_path, due, "customer")


@pytest.mark.parametrize(
    ("of", "values"),
    [("slot", {"slot": SLOT}), ("day", {"day": date(2026, 12, 3)})],
)
def test_the_evening_before_the_promised_day(tmp_path: Path, of: str, values: dict[str, object]):
    """Of a window its beginning counts, on the company's calendar."""
    due = f'due = {{ at = "19:00", of = "{of}", days_before = 1 }}'

    assert datetime(2026, 12, 2, 18, tzinfo=UTC) == due_at(tmp_path, due, **values)


def test_a_promise_without_its_day_is_due_at_no_known_time(tmp_path: Path):
    """It is a mistake of the step, and no agreement."""
    due = 'due = { at = "19:00", of = "slot", days_before = 1 }'

    with pytest.raises(WrongCall, match="holds no slot"):
        due_at(tmp_path, due, note="soon")


@pytest.mark.parametrize(
    ("due", "mistake"),
    [
        ('due = "tonight"', "'at' is 'tonight'"),
        ('due = { at = "19:00", of = "slto" }', "Did you mean 'slot'?"),
        ('due = { at = "19:00", of = "note" }', "which is a text"),
        ("due = { days_before = 1 }", "'at' is missing"),
    ],
)
def test_a_due_time_that_means_nothing_is_a_mistake(tmp_path: Path, due: str, mistake: str):
    with pytest.raises(LandscapeMistakes, match=mistake.replace("?", r"\?")):
        landscape(tmp_path, due)


def test_the_clock_is_a_path_at_the_control_or_an_address(tmp_path: Path):
    """The company need not be one that samestory starts."""
    control = 'control = "http://127.0.0.1:8"\n'

    assert "http://127.0.0.1:8/clock" == landscape(tmp_path, "", control + 'clock = "/clock"').clock
    assert "http://127.0.0.1:9/t" == landscape(tmp_path, "", 'clock = "http://127.0.0.1:9/t"').clock
    assert "" == landscape(tmp_path).clock


@pytest.mark.parametrize(
    ("clock", "mistake"),
    [("/clock", "'control' is missing"), ("http://elsewhere.example/t", "elsewhere.example")],
)
def test_a_clock_that_cannot_be_read_is_a_mistake(tmp_path: Path, clock: str, mistake: str):
    with pytest.raises(LandscapeMistakes, match=mistake):
        landscape(tmp_path, "", f'clock = "{clock}"')
