"""`samestory doctor`: what is wrong with a landscape before anything is played."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.cli.doctor.checkup import tools
from samestory.core.model import Unmapped
from tests.cli.fakes import ADA, DEMO, ORDER, Told, demo_landscape, landscape_of, opening
from tests.cli.golden import golden, trimmed
from tests.fakes import Down, Word

PAID = {name: ORDER[name] for name in ("total", "status")}
HEALTHY: Mapping[str, Word] = {
    **dict.fromkeys(("website", "inbox", "crm", "erp"), ORDER),
    "payments": PAID,
}


@pytest.fixture(autouse=True)
def _anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DEMO.parent.parent)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("samestory.cli.doctor.checkup.tools", lambda _: [])
    monkeypatch.setattr("samestory.cli.doctor.reach.probed", lambda *_: [])


def examine(
    monkeypatch: pytest.MonkeyPatch, words: Mapping[str, Word], *call: str
) -> tuple[Result, Told]:
    told = Told(demo_landscape(), words)
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    return CliRunner().invoke(app, ["doctor", "--report", "no/such/folder", *call]), told


def test_without_a_sample_only_the_reach_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is asked about somebody who does not exist, within the allowed mail domain."""
    done, told = examine(monkeypatch, {})

    assert 0 == done.exit_code
    assert golden("doctor-no-sample", done.stdout) == trimmed(done.stdout)
    assert {"samestory-doctor@customers.example"} == {subject.of for _, subject in told.asked}


def test_a_sample_shows_which_mapping_finds_its_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code without a meaning comes with the line of TOML that would give it one."""
    words: Mapping[str, Word] = {
        **HEALTHY,
        "crm": {**ORDER, "status": Unmapped("returned", "[systems.crm.order] status")},
        "erp": {**ORDER, "delivery_day": None},
        "payments": None,
    }
    done, _ = examine(monkeypatch, words, "--order", "A-1042", "--customer", ADA)

    assert 6 == done.exit_code
    assert golden("doctor-sample", done.stdout) == trimmed(done.stdout)


def test_what_was_not_tried_is_told_where_only_some_of_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Green says no more than was seen."""
    more = ("payment", "reason", "tracking", "signatory", "amendments")
    whole = {
        **ORDER,
        **dict.fromkeys(more, "told"),
        "shown_total": ORDER["total"],
        "kept": ORDER["total"],
        "address": "1 Mill Lane, Leeds",
        "copies": 1,
    }
    knowing = ("warehouse", "courier", *HEALTHY)
    done, _ = examine(monkeypatch, dict.fromkeys(knowing, whole), "--order", "A-1042")

    assert 0 == done.exit_code
    assert (
        "- mappings: of customer: not checked without a sample; name one: --customer EMAIL\n"
        "- other mappings: of account, amended confirmation, answer, appointment and 26 more: not "
        "tried; samestory ask KIND KEY shows what they find\n"
        "\n✓ Nothing to fix in what was checked; 2 things could not be.\n"
    ) in done.stdout


def test_a_customer_may_be_named_for_her_order_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no system keeps customers by themselves, her address still opens her mailbox."""
    landscape = landscape_of({"inbox", "crm", "erp"})
    nobody = {
        name: replace(each, subjects={"order": each.subjects["order"]})
        for name, each in landscape.systems.items()
    }
    landscape = replace(landscape, systems=nobody, not_set={})
    told = Told(landscape, dict.fromkeys(nobody, ORDER))
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    monkeypatch.setattr("samestory.cli.doctor.checkup.loaded", lambda *_, **_more: (landscape, ()))
    call = ["doctor", "--order", "A-1042", "--customer", "bea@customers.example"]
    done = CliRunner().invoke(app, call)

    assert 4 != done.exit_code, done.output
    assert {"bea@customers.example"} == {subject.of for _, subject in told.asked}


def test_a_sample_that_nobody_knows_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped number, or places that are all wrong: nothing has been tried."""
    done, _ = examine(monkeypatch, {}, "--order", "NOPE", "--customer", ADA)

    assert 6 == done.exit_code
    assert "✗ order NOPE: no record of it at any system that answered" in done.stdout


@pytest.mark.parametrize("more", [("--contract",), ("--order", "A-1042"), ("--customer", ADA)])
def test_dry_asks_nobody(monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]) -> None:
    """So whoever wants both is told, and not passed over."""
    done, told = examine(monkeypatch, {}, "--dry", *more)

    assert 4 == done.exit_code
    assert "With --dry, no system is asked" in done.stderr
    assert [] == told.asked


def test_a_system_that_refuses_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = Down("it refuses the credentials in ERP_KEY (401 Unauthorized)")
    done, _ = examine(monkeypatch, {**HEALTHY, "erp": refusal}, "--order", "A-1042")

    assert 6 == done.exit_code
    assert "\nERP\n✗ reached: it refuses the credentials in ERP_KEY (401 Unauth" in done.stdout
    assert "\n  To fix it: ERP_KEY=... in .env\n" in done.stdout


def test_programs_get_the_same_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        **HEALTHY,
        "crm": {**ORDER, "status": Unmapped("returned", "[systems.crm.order] status")},
    }
    done, _ = examine(monkeypatch, words, "--order", "A-1042", "--json")
    told = json.loads(done.stdout)

    assert 6 == done.exit_code
    assert told["healthy"] is False
    assert {
        "good": False,
        "system": "crm",
        "what": "order, status",
        "text": "'returned' has no meaning (at stage)",
        "fix": '[systems.crm.order]: status = { ..., means = { ..., returned = "..." } }',
    } in told["findings"]


def test_every_mistake_of_the_landscape_is_listed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before anybody is asked."""
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[systems.crm]\nadapter = "htpp"\n[systems.erp]\nadapter = "http"\nbse = 1\n')
    done, told = examine(monkeypatch, {}, "-l", str(wrong))

    assert 4 == done.exit_code
    assert "[systems.crm]" in done.stderr
    assert "[systems.erp]" in done.stderr
    assert [] == told.asked


def test_a_browser_that_is_not_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    [browser, _] = tools({"SAMESTORY_BROWSER": "/no/such/browser"})

    assert browser.good is False
    assert "there is no such program" in browser.text


def test_without_node_only_the_report_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is a remark, and no fault."""
    monkeypatch.undo()
    monkeypatch.setattr("samestory.cli.doctor.checkup.shutil.which", lambda _: None)
    [_, node] = tools({})

    assert node.good is None
    assert "the Allure report is not built" in node.line


def test_a_company_that_is_not_up_is_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samestory.cli.reaching._shut", lambda *_: True)
    down = dict.fromkeys(demo_landscape().systems, Down("the connection failed"))
    done, _ = examine(monkeypatch, down)

    assert 6 == done.exit_code
    assert 1 == done.stdout.count("no system answers")
    assert "Start the company: samestory company up" in done.stdout


def test_systems_that_all_refuse_are_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are up: what each answered leads on, and nothing has to be started."""
    monkeypatch.setattr("samestory.cli.reaching._shut", lambda *_: False)
    refused = dict.fromkeys(demo_landscape().systems, Down("it refuses the credentials"))
    done, told = examine(monkeypatch, refused)

    assert 6 == done.exit_code
    systems = told.landscape.systems
    assert len(systems) == done.stdout.count("✗ reached: it refuses the credentials")
    assert "company up" not in done.stdout


def test_ports_that_cannot_be_are_a_wrong_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PORTS", "700")
    done, told = examine(monkeypatch, {})

    assert 4 == done.exit_code
    assert "Choose a number from 11 to 654" in done.stderr
    assert [] == told.asked


def test_a_system_without_its_secret_is_skipped_and_named(tmp_path: Path) -> None:
    """The others are tried: one can begin with one system."""
    (tmp_path / "company.toml").write_text(
        """
[guard]
hosts = ["127.0.0.1"]

[systems.crm]
adapter  = "http"
called   = "CRM"
base_url = "http://127.0.0.1:1"
auth     = { kind = "bearer", token_env = "NO_SUCH_TOKEN" }

[systems.crm.order]
find  = "/orders/{key}"
email = { at = "email" }

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:1"

[systems.erp.order]
find  = "/orders/{key}"
email = { at = "email" }
""",
        "utf-8",
    )
    done = CliRunner().invoke(app, ["doctor", "-l", str(tmp_path / "company.toml")])

    assert 6 == done.exit_code
    assert "1 of 2 systems, no mistake" in done.stdout
    assert (
        "CRM\n- skipped: not asked, because NO_SUCH_TOKEN is not set\n"
        "  To fix it: NO_SUCH_TOKEN=... in .env\n" in done.stdout
    )
    assert "ERP\n✗ reached: the connection failed" in done.stdout
    assert (
        f"fix it: start it, or correct {tmp_path}/company.toml, [systems.erp]: base_url"
        in " ".join(done.stdout.split())
    )
    assert "samestory doctor" not in done.stdout
