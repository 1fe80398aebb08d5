"""Of two people in one scenario, each is judged by what she herself was promised."""

import json

import pytest

from tests.oracle.playing import play

SCENARIO = "Ada and Ben order the same chain"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A run on a company whose ERP books one piece, whatever was ordered: she ordered two."""
    report = tmp_path_factory.mktemp("report")
    return play(report, "67", "--fault", "quantity-lost", "--only", SCENARIO)


def test_a_fault_that_hits_one_of_two_is_blamed_on_her_order_alone(played):
    """Ben ordered one piece, so that his story is the same everywhere."""
    his, hers = played.verdicts

    assert 1 == played.exit_code, played.said
    assert ("agreed", "contradicted") == (his["outcome"], hers["outcome"])
    assert his["subject"] != hers["subject"]
    assert "the ERP stands alone" in hers["explanation"]


def test_each_is_a_person_of_her_own(tmp_path_factory, played):
    """With a mail address that begins with her name, by which the ledger tells who did what."""
    [ledger] = tmp_path_factory.getbasetemp().glob("report*/ledger.jsonl")
    lines = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    registered = [each["who"] for each in lines if each["state"] == "intended"][:2]

    assert 1 == played.exit_code
    assert ["ada", "ben"] == [each.partition(".")[0] for each in registered]
