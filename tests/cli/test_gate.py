"""`samestory gate`: only a whole, fresh record of a whole run in which nothing counts is go."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.core.model import Field
from samestory.report.history_file import read_history, remember_run
from samestory.report.results_folder import read_run
from samestory.report.run_writer import write_run
from samestory.report.summing_up import read_summary
from tests.fakes import promised
from tests.report import made_up
from tests.report.blind_spots.bundles import (
    FIELDS,
    STATUS,
    TOLD,
    agreement,
    both,
    described,
    written,
)
from tests.report.records import LANDSCAPE, LINES, MAIL, hours_ago, record, say

HISTORY = Path("reports/history.jsonl")
GO, CONTRADICTION, WRONG_CALL, NOTHING, UNKNOWN = 0, 1, 4, 5, 6


FULL = "--min-noticed 100%"
WEIGHT = Field("weight", "count")
"""A field that is described and never told."""
TOTAL, DAY = FIELDS[:1], FIELDS[4:5]


def sighted(*undescribed: Field, **more: object) -> Callable[[], object]:
    """Nothing but a field that nobody tells would go unnoticed."""

    def write() -> None:
        record(Path("reports"), "a+ b+", **more)
        head = described({"crm": {"order": (*FIELDS, *undescribed)}})
        written(Path("reports"), both(), head=head)

    return write


def headless() -> None:
    """A run that was killed before it could say what the landscape describes."""
    sighted()()
    Path("reports/bundle/bundle.json").unlink()


def sighted_shards(*indexes: int) -> Callable[[], object]:
    """Each shard compares one of two fields that the systems tell."""

    def write() -> None:
        head = described({name: {"order": (*TOTAL, *DAY)} for name in ("crm", "erp")})
        for index in indexes:
            about = (TOTAL, DAY)[index - 1]
            told = {each.name: TOLD[each.name] for each in about}
            folder = Path(f"s{index}")
            record(folder, f"{'ab'[index - 1]}+", shard={"index": index, "of": 2})
            written(folder, agreement({"crm": told, "erp": told}, promised(told), about), head=head)

    return write


def blind() -> None:
    """Every verdict of the bundle is a contradiction."""
    record(Path("reports"))
    apart = agreement({"crm": {"status": "placed"}, "erp": {"status": "shipped"}}, None, STATUS)
    written(Path("reports"), apart)


def half_a_bundle() -> None:
    sighted()()
    with Path("reports/bundle/judgements.jsonl").open("a", encoding="utf-8") as file:
        file.write("{half")


class Trap(NamedTuple):
    """A record that somebody could take for a good one, and what the gate says to it."""

    name: str
    build: Callable[[], object]
    """Writes the record, in `reports` unless `words` name other folders."""
    words: str
    exit: int
    says: str


def whole(scenarios: str = "a+ b+", **more: object) -> Callable[[], object]:
    return lambda: record(Path("reports"), scenarios, **more)


def shards(*indexes: int, of: int = 3, **more: object) -> Callable[[], object]:
    """One folder for each, `s1`, `s2`, ...; their scenarios differ."""

    def write() -> None:
        for number, index in enumerate(indexes, 1):
            name = "abcdef"[index - 1]
            record(Path(f"s{number}"), f"{name}+", shard={"index": index, "of": of}, **more)

    return write


def mute(days: int, **what: str) -> None:
    """Add a mute that holds for so many more days."""
    expires = datetime.now(UTC).date() + timedelta(days=days)
    words = "".join(f'{key} = "{each}"\n' for key, each in what.items())
    with Path("mutes.toml").open("a", encoding="utf-8") as file:
        file.write(f"[[mute]]\n{words}reason = 'ERP-7'\nowner = 'books'\nexpires = {expires}\n")


def muted(scenarios: str, days: int = 1, cause: str = LINES, **what: str) -> Callable[[], object]:
    def write() -> None:
        record(Path("reports"), scenarios)
        mute(days, **({"cause": cause} if cause else {}), **what)

    return write


def cut_off() -> None:
    """The last line of the verdicts ends in the middle."""
    record(Path("reports"))
    file = Path("reports/verdicts.jsonl")
    file.write_bytes(file.read_bytes()[:-200])


def without_verdicts() -> None:
    record(Path("reports"))
    Path("reports/verdicts.jsonl").unlink()


def with_swallowed_verdict() -> None:
    record(Path("reports"))
    say(Path("reports"), "a", [made_up.contradicted()])


def history(*runs: str, now: str, **more: object) -> Callable[[], object]:
    """Earlier runs, the oldest first, as they are remembered; "!" marks a release."""

    def write() -> None:
        for number, each in enumerate(runs):
            old = Path(f"old-{number}")
            record(old, each.rstrip("!"), started=hours_ago(24 * (len(runs) - number)), seed=number)
            remember_run(old, read_summary(old), HISTORY, release=each.endswith("!"))
        record(Path("reports"), now, **more)

    return write


def new_and_muted() -> None:
    history("a- b+!", now="a- bm")()
    mute(3, cause=MAIL)


def half_a_history() -> None:
    history("a- b+!", now="a- b+")()
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write('{"started": "2026-')


def retried_once() -> None:
    """It passed at its only attempt, says its row, and one of its verdicts says otherwise."""
    with_swallowed_verdict()
    run = read_run(Path("reports")) or {}
    for each in run["scenarios"]:
        each["attempts"] = [{"result": "passed"}]
    write_run(Path("reports"), run)


def failed_and_passed() -> None:
    record(Path("reports"))
    with_attempts(Path("reports"), "a", "failed")


def never_asked() -> None:
    record(Path("reports"), called={**made_up.CALLED, "tax": "tax office"})


def no_file_of_features() -> None:
    record(Path("reports"), unread=["features/broken.feature"], exit=4)


def parts_of_two_landscapes() -> None:
    record(Path("s1"), "a+", shard={"index": 1, "of": 2})
    record(Path("s2"), "b+", shard={"index": 2, "of": 2}, landscape="landscapes/other.toml")


def shards_of_two_versions() -> None:
    """What is called "a" in the one was renamed before the other, and nobody has run it since."""
    for name, index, row, content in (("s1", 1, "a+", "0a"), ("s2", 2, "b+", "0b")):
        files = {"features/ordering.feature": content}
        record(Path(name), row, shard={"index": index, "of": 2}, fingerprints=files)


def shard_of_last_week() -> None:
    record(Path("s1"), "a+", shard={"index": 1, "of": 2})
    record(Path("s2"), "b+", shard={"index": 2, "of": 2}, started=hours_ago(24 * 7))


def shard_that_never_wrote() -> None:
    shards(1, of=2)()
    Path("s2").mkdir()


def shards_that_never_wrote() -> None:
    for name in ("s1", "s2"):
        Path(name).mkdir()


ALL = "s1 s2 s3"
SOME = {"chosen": "2 of 9 scenarios; 7 were left out", "left_out": {"features/ordering.feature": 7}}
KILLED = {"finished": False, "exit": None}
TRAPS = [
    Trap("a good run", whole(), "", GO, "✓ Go"),
    Trap("a contradiction", whole("a+ b-"), "", CONTRADICTION, "other lines"),
    Trap("no folder", lambda: None, "", WRONG_CALL, "There is no folder 'reports'."),
    Trap("an empty folder", lambda: Path("reports").mkdir(), "", NOTHING, "The record is empty"),
    Trap("a run of nothing", whole(""), "", NOTHING, "No scenario passed"),
    Trap("all skipped", whole("as bs"), "", NOTHING, "No scenario passed"),
    Trap("a stale run", whole(started=hours_ago(49)), "", UNKNOWN, "days ago, and 24 h is the"),
    Trap("a stale run that may be", whole(started=hours_ago(49)), "--max-age 3d", GO, "✓ Go"),
    Trap("a run of tomorrow", whole(started=hours_ago(-20)), "", UNKNOWN, "in the future"),
    Trap("a run without a time", whole(started=""), "", UNKNOWN, "does not say when"),
    Trap("another build", whole(), "--build 'shop 4.3'", UNKNOWN, "tested build 'shop 4.2'"),
    Trap("the same build", whole(), "--build 'shop 4.2'", GO, "✓ Go shop 4.2."),
    Trap("no such landscape", whole(), "-l landscapes/other.toml", WRONG_CALL, "There is no"),
    Trap("the same landscape", whole(), f"-l {LANDSCAPE}", GO, "✓ Go"),
    Trap("a filtered run", whole(**SOME), "", UNKNOWN, "2 of 9 scenarios; 7 were left out"),
    Trap("a killed run", whole("a+ bb c/", **KILLED), "", UNKNOWN, "did not reach its end"),
    Trap("killed, and lax", whole("a+ b/", **KILLED), "--max-not-run 9", UNKNOWN, "reach its end"),
    Trap("a run that stopped", whole("a+ b/ c/"), "", UNKNOWN, "2 scenarios were not run"),
    Trap("a run that may stop", whole("a+ b/ c/"), "--max-not-run 2", GO, "✓ Go"),
    Trap("half a line", cut_off, "", UNKNOWN, "1 line of the verdicts cannot be read"),
    Trap("no verdicts", without_verdicts, "", UNKNOWN, "holds no verdict of them"),
    Trap("a swallowed verdict", with_swallowed_verdict, "", UNKNOWN, "holds a contradiction of it"),
    Trap("an unread feature", no_file_of_features, "", WRONG_CALL, "broken.feature could not be"),
    Trap("another test failed", whole(exit=6), "", UNKNOWN, "none of its scenarios says why"),
    Trap("a system down", whole("a+ b?"), "", UNKNOWN, "The ERP could not be asked (1 scenario)"),
    Trap("a system may be down", whole("a+ b?"), "--max-unknown 1", GO, "✓ Go"),
    Trap("a step's own check", whole("a+ bu"), "", UNKNOWN, "1 scenario is inconclusive"),
    Trap("a doubtful retry", retried_once, "", UNKNOWN, "holds a contradiction of it"),
    Trap("a retry that took back", failed_and_passed, "", UNKNOWN, "holds a contradiction of it"),
    Trap("every shard", shards(1, 2, 3), ALL, GO, "✓ Go"),
    Trap("one shard", shards(2), "s1", UNKNOWN, "This is shard 2 of 3"),
    Trap("a missing shard", shards(1, 3), "s1 s2", UNKNOWN, "Shard 2 of 3 is missing"),
    Trap("a doubled shard", shards(1, 2, 2), ALL, UNKNOWN, "Shard 2 of 3 is there 2 times"),
    Trap("a foreign shard", parts_of_two_landscapes, "s1 s2", UNKNOWN, "not shards of one run"),
    Trap("a changed shard", shards_of_two_versions, "s1 s2", UNKNOWN, "changed between s1 and s2"),
    Trap("a shard of last week", shard_of_last_week, "s1 s2", UNKNOWN, "not shards of one run"),
    Trap("an empty shard", shard_that_never_wrote, "s1 s2", UNKNOWN, "s2 holds no record"),
    Trap("empty shards", shards_that_never_wrote, "s1 s2", UNKNOWN, "s2 holds no record"),
    Trap("muted", muted("a+ b-"), "", GO, "Muted: The ERP tells other lines"),
    Trap("muted until today", muted("a+ b-", 0), "", GO, "ERP-7 (books, until"),
    Trap("expired", muted("a+ b-", -1), "", CONTRADICTION, "has expired on"),
    Trap("muted elsewhere", muted("a+ b-", scenario="Ada orders a"), "", CONTRADICTION, "nothing"),
    Trap("muted there", muted("a+ b-", scenario="Ada orders b"), "", GO, "Muted: The ERP"),
    Trap("one of two muted", muted("a+ bx"), "", CONTRADICTION, "The inbox has no "),
    Trap("all muted", muted("a- b-"), "", NOTHING, "No scenario passed"),
    Trap("down, muted", muted("a+ b?", cause="erp/unreachable"), "", UNKNOWN, "cannot be mu"),
    Trap("a mute of nothing", muted("a+ b+"), "", GO, "matches nothing in this run"),
    Trap("no such mutes", whole(), "--mutes m.toml", WRONG_CALL, "There is no 'm.toml'"),
    Trap("no history", whole("a+ b-"), "--new-only", CONTRADICTION, "no earlier release"),
    Trap("known", history("a- b+!", now="a- b+"), "--new-only", GO, "Known since the release"),
    Trap("known, all count", history("a- b+!", now="a- b+"), "", CONTRADICTION, "other lines"),
    Trap("new", history("a+ b+!", "a- b+", now="a- b+"), "--new-only", CONTRADICTION, "a new "),
    Trap("spread", history("a- b+!", now="a- b-"), "--new-only", CONTRADICTION, "1 scenario has"),
    Trap("back", history("a- b+!", "a+ b+", now="a- b+"), "--new-only", CONTRADICTION, "flapp"),
    Trap("flapping, gone", history("a-!", "a+", "a-", now="a+"), "", GO, "Flapping: The ERP"),
    Trap("new and muted", new_and_muted, "--new-only", NOTHING, "Muted: The inbox"),
    Trap("half a history", half_a_history, "--new-only", GO, "Known since"),
    Trap("fast", whole(), '--p95 "CRM<2s"', GO, "✓ Go"),
    Trap("slow", whole(), '--p95 "crm<500ms"', CONTRADICTION, "takes 0.7 s to agree in 95 % of 2"),
    Trap("never agreed", muted("a+ b-"), '--p95 "erp<1h"', CONTRADICTION, "1 of 2 never agreed"),
    Trap("never asked", never_asked, '--p95 "tax<1s"', UNKNOWN, "tax office was never"),
    Trap("an unknown system", whole(), '--p95 "erb<1s"', WRONG_CALL, "Did you mean 'erp'?"),
    Trap("enough noticed", sighted(), "--min-noticed 95%", GO, "✓ Go"),
    Trap("too little noticed", sighted(WEIGHT), "--min-noticed 97%", UNKNOWN, "97 % is the least"),
    Trap("enough for less", sighted(WEIGHT), "--min-noticed '80 %'", GO, "✓ Go"),
    Trap("no bundle", whole(), "--min-noticed 1%", UNKNOWN, "no verdict that agreed"),
    Trap("nothing agreed", blind, "--min-noticed 1%", UNKNOWN, "no verdict that agreed"),
    Trap("half a bundle", half_a_bundle, "--min-noticed 1%", UNKNOWN, "1 line of the bundle"),
    Trap("no landscape told", headless, "--min-noticed 1%", UNKNOWN, "the landscape describes"),
    Trap("some, noticed", sighted(**SOME), "--min-noticed 1%", UNKNOWN, "7 were left out"),
    Trap("shards, noticed", sighted_shards(1, 2), f"s1 s2 {FULL}", GO, "✓ Go"),
    Trap("a blind shard", sighted_shards(1), "s1 --min-noticed 95%", UNKNOWN, "95 % is the least"),
    Trap("no percentage", whole(), "--min-noticed 0.95", WRONG_CALL, "Write 95%"),
    Trap("no limit", whole(), '--p95 "erp"', WRONG_CALL, 'Write --p95 "erp<30s"'),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a project, so that no landscape is named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAMESTORY_LANDSCAPE", raising=False)


def decide(words: str = "") -> Result:
    return CliRunner().invoke(app, ["gate", *shlex.split(words)])


@pytest.mark.parametrize("trap", TRAPS, ids=[each.name for each in TRAPS])
def test_the_gate_is_not_taken_in(trap: Trap) -> None:
    trap.build()

    done = decide(trap.words)

    assert trap.exit == done.exit_code, done.output
    assert trap.says in " ".join(done.output.split()), done.output
    assert (trap.exit == GO) is done.output.startswith("✓ Go")


def test_a_reason_is_a_fact_and_its_fix() -> None:
    """Each of them is told, and the gravest decides the exit code."""
    record(Path("reports"), "a- b?", build="", started=hours_ago(72))

    done = decide("--build v5")

    reasons = done.output.split("\n\n")[1:]
    assert CONTRADICTION == done.exit_code
    assert 5 == len(reasons)  # the build, the age, a contradiction, a system down, none passed
    assert all("\n  " in each for each in reasons)


ADVICE = {
    "unfinished": (
        {"finished": False},
        "",
        "samestory run --resume -l landscapes/shop.toml --report 'other place'",
    ),
    "of some": (
        {"chosen": "1 of 2 scenarios; 1 was left out"},
        "",
        "samestory run -l landscapes/shop.toml --report 'other place'",
    ),
    "a build": (
        {"build": "1"},
        "--build 'shop 2'",
        "samestory run --build 'shop 2' -l landscapes/shop.toml --report 'other place'",
    ),
    "no release": ({}, "--new-only", "samestory report --release --report 'other place'"),
    "blind": ({}, FULL, "samestory blind-spots 'other place'"),
}


@pytest.mark.parametrize(("run", "words", "call"), ADVICE.values(), ids=ADVICE)
def test_what_is_advised_is_about_the_same_record(
    run: dict[str, object], words: str, call: str
) -> None:
    """And against the same landscape."""
    sighted(WEIGHT)()
    record(Path("reports"), "a+", **run)
    Path("reports").rename("other place")

    assert call in decide(f"'other place' {words}").output


def test_what_is_usual_is_not_said_in_advice() -> None:
    """What the project names, and the folder `reports`; that of some scenarios is found in it."""
    record(Path("reports/part"), finished=False)
    Path("pyproject.toml").write_text(f'[tool.pytest]\nsamestory_landscape = "{LANDSCAPE}"\n')

    assert ": samestory run --resume\n" in decide("reports/part").output


def test_each_scenario_has_a_line_of_its_own() -> None:
    """Their names may hold commas."""
    record(Path("reports"), "a/ b/ c/ d/")

    assert (
        "none may:\n  - Ada orders a\n  - Ada orders b\n  - Ada orders c\n  - and 1 more\n"
        in decide().output
    )


def test_a_contradiction_is_named_by_the_key_that_mutes_it() -> None:
    record(Path("reports"), "a+ b-")

    assert f"\n    {LINES}\n" in decide().output


def test_only_what_is_go_becomes_a_release() -> None:
    record(Path("reports"), "a+ b-")
    decide("--release")
    assert [] == read_history(HISTORY)

    record(Path("reports"), "a+ b+")
    decide("--release")
    decide("--release")

    assert [True] == [each.release for each in read_history(HISTORY)]


def test_the_landscape_that_the_project_names_is_meant() -> None:
    record(Path("reports"))
    Path("pyproject.toml").write_text('[tool.pytest]\nsamestory_landscape = "landscapes/a.toml"\n')

    assert UNKNOWN == decide().exit_code
    assert GO == decide(f"--landscape {LANDSCAPE}").exit_code


def test_a_program_gets_the_decision_as_json() -> None:
    """With the fact, the fix and the exit code of every reason."""
    record(Path("reports"), "a+ b-", build="1.2")

    no, go = decide("--json"), decide("--json --max-contradictions 1")
    [told] = json.loads(no.stdout)["refusals"]
    assert CONTRADICTION == no.exit_code == json.loads(no.stdout)["exit"] == told["exit"]
    assert {"exit", "fact", "fix"} == set(told)
    assert "1.2" == json.loads(no.stdout)["build"]
    assert (GO, True, []) == (
        go.exit_code,
        json.loads(go.stdout)["go"],
        json.loads(go.stdout)["refusals"],
    )


def test_a_landscape_that_is_not_there_is_said() -> None:
    """One of another folder is, if its record names the same file."""
    record(Path("reports"))
    Path("landscapes").mkdir()
    Path("landscapes/other.toml").touch()

    missing = decide("--landscape landscapes/otter.toml")
    assert WRONG_CALL == missing.exit_code
    assert "There is no 'landscapes/otter.toml'" in missing.stderr
    assert "Known landscapes: landscapes/other.toml." in missing.stderr
    other = decide("--landscape landscapes/other.toml")
    assert UNKNOWN == other.exit_code
    assert "one of landscapes/shop.toml" in other.output
    assert GO == decide(f"--landscape {LANDSCAPE}").exit_code


def test_an_agreement_at_a_later_attempt_is_said() -> None:
    record(Path("reports"), "a+ b+")
    with_attempts(Path("reports"), "a")

    done = decide()

    assert GO == done.exit_code
    assert "1 scenario agreed only at a later attempt:\n  - Ada orders a" in done.output


def with_attempts(folder: Path, name: str, first: str = "broken") -> None:
    """The first attempt came to no result, or to a contradiction; the second one agreed."""
    run = read_run(folder) or {}
    for each in run["scenarios"]:
        if each["scenario"].endswith(name):
            each["attempts"] = [{"result": first}, {"result": "passed"}]
    write_run(folder, run)
