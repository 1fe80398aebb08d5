"""Whatever a journey creates can be found again, also when it went wrong."""

import json
from datetime import UTC, datetime

import pytest

from samestory.journeys import Ledger
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
