"""Of two people in one scenario, each is judged by what she herself was promised."""

import json

from tests.oracle.playing import play

SCENARIO = "Ada and Ben order the same chain"


def test_a_fault_that_hits_one_of_two_is_blamed_on_her_order_alone(tmp_path):
    """The ERP books one piece, whatever was ordered: she ordered two, and he one."""
    played = play(tmp_path, "68", "--fault", "quantity-lost", "--only", SCENARIO, "-n", "1")
    his, hers = played.verdicts

    assert 1 == played.exit_code, played.said
    assert ("agreed", "contradicted") == (his["outcome"], hers["outcome"])
    assert his["subject"] != hers["subject"]
    assert "the ERP stands alone" in hers["explanation"]
    assert ["ada", "ben"] == [each.partition(".")[0] for each in registered(tmp_path)]


def registered(report):
    """Return the mail addresses with which people registered, as the ledger tells."""
    lines = (report / "ledger.jsonl").read_text("utf-8").splitlines()
    deeds = [each for each in map(json.loads, lines) if each.get("deed") == "register"]
    return [each["who"] for each in deeds if each["state"] == "intended"]
