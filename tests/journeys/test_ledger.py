"""Whatever a journey creates can be found again, also when it went wrong."""

import json
from datetime import UTC, datetime

import pytest

from samestory.journeys.deeds import read_deeds
from samestory.journeys.ledger import Ledger
from samestory.json_lines import append_line
from samestory.redaction import Masker

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "reports" / "ledger.jsonl", "42", "a.feature::test_b", lambda: NOON)


def lines(ledger):
    return [json.loads(line) for line in ledger.path.read_text("utf-8").splitlines()]


def test_the_intention_is_on_the_disk_before_the_deed(ledger):
    """Whoever pulls the plug in the middle still finds what was about to be done."""
    with ledger.about_to("order", who="ada@customers.example"):
        [intended] = lines(ledger)

    assert "intended" == intended["state"]
    assert "order" == intended["deed"]
    assert "ada@customers.example" == intended["who"]
    assert ("42", "a.feature::test_b") == (intended["run"], intended["journey"])
    assert NOON.isoformat() == intended["at"]


def test_the_number_is_added_once_it_is_known(ledger):
    """The second line says by what the order can be found."""
    with ledger.about_to("order") as entry:
        entry.done(number="A-1042")

    assert {"state": "done", "number": "A-1042"}.items() <= lines(ledger)[1].items()


def test_a_lost_reply_leaves_the_outcome_unknown(ledger):
    """An error in between does not mean that nothing was created."""
    with pytest.raises(TimeoutError), ledger.about_to("order"):
        raise TimeoutError("no reply\nfor 30 s")

    assert ["intended", "unknown"] == [line["state"] for line in lines(ledger)]
    assert "TimeoutError: no reply" == lines(ledger)[1]["why"]


def test_ctrl_c_leaves_the_outcome_unknown(ledger):
    """An interruption in the middle is written down like any other trouble."""
    with pytest.raises(KeyboardInterrupt), ledger.about_to("order"):
        raise KeyboardInterrupt

    assert "unknown" == lines(ledger)[1]["state"]


def test_both_lines_of_a_deed_belong_together(ledger):
    """Each deed has a number of its own within its journey."""
    for _ in range(2):
        with ledger.about_to("order"):
            pass

    assert [1, 1, 2, 2] == [line["entry"] for line in lines(ledger)]


def test_the_ledger_only_ever_grows(ledger):
    """An earlier run's lines stay: what it created may still have to be undone."""
    with ledger.about_to("order"):
        pass
    with Ledger(ledger.path, "43", "other", lambda: NOON).about_to("order"):
        pass

    assert ["42", "42", "43", "43"] == [line["run"] for line in lines(ledger)]


def test_no_secret_is_in_it(tmp_path):
    """Neither in the facts nor in the reason why something went wrong."""
    mask = Masker(["s3cr3t-4711"]).mask
    ledger = Ledger(tmp_path / "ledger.jsonl", "42", "a.feature::test_b", lambda: NOON, mask)
    with (
        pytest.raises(ValueError, match="401"),
        ledger.about_to("order", where=["/s3cr3t-4711"]),
    ):
        raise ValueError("401 for 's3cr3t-4711'")

    intended, unknown = lines(ledger)
    assert ["/***"] == intended["where"]
    assert "ValueError: 401 for '***'" == unknown["why"]


def test_a_half_line_of_a_killed_process_swallows_nothing(ledger):
    """What comes after it is a line of its own, and is read."""
    ledger.path.parent.mkdir()
    ledger.path.write_text('{"run": "41", "sta', "utf-8")
    with ledger.about_to("order", makes="order", who="ada@customers.example") as entry:
        entry.done(number="A-1")

    [deed] = read_deeds(ledger.path)
    assert ("done", "order", "A-1") == (deed.state, deed.makes, deed.key)


def test_a_repeated_run_makes_deeds_of_its_own(ledger):
    """The same seed, scenario and number: an id keeps the second one's lines apart."""
    for number in ("A-1", "A-2"):
        again = Ledger(ledger.path, "42", "a.feature::test_b", lambda: NOON)
        with again.about_to("order", makes="order") as entry:
            entry.done(number=number)

    assert ["A-1", "A-2"] == [each.key for each in read_deeds(ledger.path)]


def test_what_was_begun_and_never_ended_is_a_deed_as_well(tmp_path):
    """A process that was killed writes no second line."""
    intended = {"id": "1", "state": "intended", "run": "42", "deed": "order", "makes": "order"}

    append_line(tmp_path / "ledger.jsonl", json.dumps(intended))
    [deed] = read_deeds(tmp_path / "ledger.jsonl")

    assert ("intended", False) == (deed.state, deed.is_sure)


def test_the_ledger_says_what_was_taken_back(ledger):
    """A note by the deed's id is enough; it still says what the deed was."""
    with ledger.about_to("order", makes="order") as entry:
        entry.done(number="A-1")
    [deed] = read_deeds(ledger.path)
    ledger.note(id=deed.id, state="undone", thing="order A-1", how="agent.cancel_order")

    [deed] = read_deeds(ledger.path)
    assert "done" == deed.state
    assert "agent.cancel_order" == deed.notes["order A-1"]["how"]
