"""Known contradictions: every mistake in their file at once, and what each of them does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samestory.errors import WrongCall
from samestory.report.causes import causes_of
from samestory.report.mutes import Mute, MuteState, MuteUse, mute_states, read_mutes
from samestory.report.summing_up import read_summary
from tests.report.records import LINES, record

TODAY = date(2026, 11, 27)


def state(folder: Path, scenarios: str, **what: str) -> MuteState:
    causes = causes_of(read_summary(record(folder, scenarios)))
    [found] = mute_states([Mute("ERP-7", "books", TODAY, **what)], causes, TODAY)
    return found


def test_a_mute_covers_its_cause_in_every_scenario(tmp_path: Path) -> None:
    found = state(tmp_path, "a- b- cm", cause=LINES)

    assert MuteUse.MUTED is found.use
    assert {LINES: 2} == {key: len(nodes) for key, nodes in found.covered.items()}


def test_a_mute_of_a_scenario_covers_all_of_its_causes(tmp_path: Path) -> None:
    found = state(tmp_path, "a- bx", scenario="Ordering / Ada orders b")

    assert 2 == len(found.covered)
    assert 1 == len(found.scenarios)


def test_a_mute_that_matches_nothing_names_what_is_near(tmp_path: Path) -> None:
    found = state(tmp_path, "a-", cause="erp/line/contradicted")

    assert (MuteUse.NOTHING, f"Did you mean '{LINES}'?") == (found.use, found.hint)


def test_what_is_not_known_cannot_be_muted(tmp_path: Path) -> None:
    assert MuteUse.UNKNOWN is state(tmp_path, "a?", cause="erp/unreachable").use


def test_a_file_says_what_is_known_and_until_when(tmp_path: Path) -> None:
    """A day may stand in quotes, as in other files."""
    file = tmp_path / "mutes.toml"
    file.write_text(
        f'[[mute]]\ncause = "{LINES}"\nreason = "ERP-7"\nowner = "books"\nexpires = 2026-12-31\n'
        '[[mute]]\nscenario = "S"\nreason = "R"\nowner = "o"\nexpires = "2027-01-01"\n'
    )

    one, other = read_mutes(file)

    assert Mute("ERP-7", "books", date(2026, 12, 31), cause=LINES) == one
    assert date(2027, 1, 1) == other.expires
    assert "ERP-7 (books, until 31 December 2026)" == one.line


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    file.write_text(
        '[[mute]]\ncuase = "x"\nreason = "r"\nowner = ""\nexpires = 2026-12-31\n'
        '[[mute]]\ncause = "x"\nreason = "r"\nowner = "o"\n'
        '[[mute]]\ncause = "x"\nreason = "r"\nowner = "o"\nexpires = 2026-12-31T10:00:00\n'
        "[mutes]\n"
    )

    with pytest.raises(WrongCall) as error:
        read_mutes(file)

    told = str(error.value).replace(str(file), "m.toml").splitlines()
    assert [
        "m.toml: unknown table 'mutes'.",
        "  Did you mean 'mute'? Write [[mute]].",
        "m.toml, [[mute]] number 1: unknown word 'cuase'.",
        "  Did you mean 'cause'? Known words: cause, expires, owner, reason, scenario.",
        "m.toml, [[mute]] number 1: it names neither a cause nor a scenario.",
        '  Add cause = "..." with a key that `samestory gate` prints, or scenario = "...".',
        "m.toml, [[mute]] number 1: 'owner' is '', which is no text.",
        '  Write owner = "...".',
        "m.toml, [[mute]] number 2: 'expires' is missing.",
        "  Add expires = 2026-12-31",
        "m.toml, [[mute]] number 3: 'expires' is 2026-12-31 10:00:00, which is no day.",
        "  Write expires = 2026-12-31",
        "m.toml, [[mute]] number 3: it mutes the same as one above.",
        "  Remove one of them.",
    ] == told


@pytest.mark.parametrize("text", ["mute = 3", "mute = [1]", "[mute]\ncause = 'x'", "[[mute"])
def test_a_file_that_is_no_list_of_mutes_is_a_mistake(tmp_path: Path, text: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text)

    with pytest.raises(WrongCall, match=r"m\.toml"):
        read_mutes(file)
