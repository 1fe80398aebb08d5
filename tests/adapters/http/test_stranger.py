"""The stranger test: an API that nobody here knows is connected by a page of TOML alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.opening import open_remote
from samestory.config import Landscape, load
from samestory.core.agreement import compare
from samestory.core.model import Line, Outcome, Subject
from samestory.core.system import System, said
from samestory.errors import CannotAsk
from samestory.redaction import Masker
from tests.adapters.http.stranger import ADA, SECRET, Stranger, serving
from tests.fakes import euros

LANDSCAPE = Path(__file__).with_name("stranger.toml")

ORDER = Subject("order", "A-1042", ADA.upper())
STORY = {
    "email": ADA,
    "name": "Ada Lovelace",
    "lines": (
        Line("BB-IT", 1, euros("89.00")),
        Line("CH-11", 2, euros("25.00")),
        Line("OIL", 1, euros("4.90")),
    ),
    "total": euros("143.90"),
    "status": "picked",
    "delivery_day": date(2026, 11, 25),
    "address": "Hauptstr. 5\n10115 Berlin",
    "copies": 1,
}
NUMBERS = frozenset({"A-1038", "A-1040", "A-1042", "A-1044", "A-1046"})


@pytest.fixture
def stranger() -> Stranger:
    return Stranger()


@pytest.fixture
def landscape(stranger: Stranger) -> Iterator[Landscape]:
    with serving(stranger) as port:
        yield load(LANDSCAPE, {"STRANGER_PORT": str(port), "STRANGER_SECRET": SECRET})


@pytest.fixture
def system(landscape: Landscape) -> Iterator[System]:
    filing = EvidenceStore(Masker(landscape.secrets))
    with closing(open_remote(landscape.systems["stranger"], landscape.guard, filing)) as opened:
        yield opened


def test_its_whole_story_is_read(system: System, stranger: Stranger):
    """Over two hops and two pages, with amounts, days and states of its own."""
    found = system.observe(ORDER)

    assert STORY == found.values
    assert ["/v3/dossiers/9/entries", "/v3/dossiers/9/entries?after=x2"] == stranger.asked[2:]


def test_what_was_asked_and_said_can_be_read_again(system: System):
    """Each exchange by itself, and no token or secret in any."""
    found = system.observe(ORDER)

    assert 4 == len(found.evidence)
    assert 2 == found.asked.count(", then GET http://127.0.0.1:")
    assert found.asked.endswith("/v3/dossiers/9/entries (and 1 more page)")
    for each in found.evidence:
        assert b"t0ken-" not in each.content
        assert SECRET.encode() not in each.content


def test_all_pages_of_a_list_are_one(system: System):
    """Three of them, by the cursor that each names for the next."""
    assert {"numbers": NUMBERS, "count": 5} == system.observe(Subject("orders", ADA)).values


@pytest.mark.parametrize(
    "nobody",
    [
        Subject("order", "A-1042", "bob@customers.example"),
        Subject("order", "A-9999", ADA),
        Subject("orders", "bob@customers.example"),
    ],
)
def test_nobody_is_nobody(system: System, nobody: Subject):
    """Whether the person is unknown or the order."""
    assert system.observe(nobody).absent


def test_a_token_that_is_worn_out_is_fetched_anew(system: System, stranger: Stranger):
    """In the middle of a look, and nobody hears of it."""
    system.observe(Subject("orders", "bob@customers.example"))

    assert [STORY] * 3 == [system.observe(ORDER).values for _ in range(3)]
    assert 4 == len(stranger.tokens)


def test_a_wrong_secret_is_named_by_its_variable(landscape: Landscape):
    """It says nothing about the order."""
    port = landscape.systems["stranger"].settings["base_url"].rpartition(":")[2]
    environ = {"STRANGER_PORT": port, "STRANGER_SECRET": "wr0ng-secret"}
    other = load(LANDSCAPE, environ)
    filing = EvidenceStore(Masker(other.secrets))
    with (
        closing(open_remote(other.systems["stranger"], other.guard, filing)) as system,
        pytest.raises(CannotAsk, match="STRANGER_SECRET"),
    ):
        system.observe(ORDER)


class TestComparing:
    """What it says is held against what another system says."""

    @staticmethod
    def told(system: System, landscape: Landscape, **changes: object) -> dict[str, Outcome]:
        """The outcome of each field on which the stranger and the website do not agree."""
        website = said("website", ORDER, {**STORY, **changes})
        verdict = compare(landscape.fields_of("order"), [website, system.observe(ORDER)])
        return {each.field.name: each.outcome for each in verdict.discrepancies}

    def test_the_same_story_agrees(self, system: System, landscape: Landscape):
        """In every field that it tells."""
        assert {} == self.told(system, landscape)

    def test_a_contradiction_is_found(
        self, system: System, landscape: Landscape, stranger: Stranger
    ):
        """One cent in one field, and nothing else."""
        stranger.total = "14391"

        assert {"total": Outcome.CONTRADICTED} == self.told(system, landscape)

    def test_a_lost_line_is_found_behind_its_first_page(self, system: System, landscape: Landscape):
        """Half a list would have agreed with half of the order."""
        lines = STORY["lines"][:2]  # type: ignore[index]  # a tuple of lines

        assert {"lines": Outcome.CONTRADICTED} == self.told(system, landscape, lines=lines)

    def test_a_state_that_nobody_explained_is_no_contradiction(
        self, system: System, landscape: Landscape, stranger: Stranger
    ):
        """A gap in the landscape, named as such."""
        stranger.stage = "on-the-shelf"

        assert {"status": Outcome.UNMAPPED} == self.told(system, landscape)
