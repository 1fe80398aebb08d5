"""What a release changed, by scenario: verdicts, the shape of raw answers, times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from samestory.cli import app
from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.explain import explained
from samestory.replay.bundle_changes import BundleChanges, changes_between
from samestory.report.bundle.bundle_reader import RecordedBundle
from samestory.report.results_folder import VERDICTS
from samestory.report.run_writer import append_verdict
from samestory.report.verdict_row import verdict_row
from tests.replay.company import Says, asked, crm, erp, loaded, recorded_run, told

WELL: Mapping[str, Says] = {"crm": lambda _: crm(), "erp": lambda _: erp()}


def run(folder: Path, **scenarios: Mapping[str, Says]) -> RecordedBundle:
    folder.mkdir()
    landscape = loaded(folder)

    def verdicts() -> Iterator[tuple[str, Verdict]]:
        for name, says in scenarios.items():
            yield name, asked(landscape, {**WELL, **says}, told())

    return recorded_run(folder, verdicts())


def between(folder: Path, before: Mapping[str, Says], after: Mapping[str, Says]) -> BundleChanges:
    return changes_between(run(folder / "one", a=before), run(folder / "two", a=after))


def test_two_runs_of_one_release_do_not_differ(tmp_path: Path) -> None:
    """Dates in headers and moments of looks are no difference."""
    found = between(tmp_path, WELL, WELL)

    assert (False, 1) == (found.any, found.compared)


def test_a_verdict_that_changed_names_its_cause(tmp_path: Path) -> None:
    found = between(tmp_path, WELL, {"erp": lambda _: erp(gross="98.00")})

    [verdict] = found.verdicts
    assert ("agreed", "contradicted") == (verdict.was, verdict.now)
    assert ("new: erp/total/contradicted",) == verdict.causes


def test_one_that_is_mended_is_gone(tmp_path: Path) -> None:
    found = between(tmp_path, {"erp": lambda _: erp(gross="98.00")}, WELL)

    assert ("gone: erp/total/contradicted",) == found.verdicts[0].causes


def test_a_renamed_key_is_told_from_new_ones(tmp_path: Path) -> None:
    """One that is gone and one that is new in the same place are one that was renamed."""
    renamed = {("subtotal" if name == "net" else name): each for name, each in erp().items()}
    more = {**crm(), "links": {"self": "/deals/A-1"}}
    found = between(tmp_path, WELL, {"erp": lambda _: renamed, "crm": lambda _: more})

    shapes = {each.system: each for each in found.shapes}
    assert (("net", "subtotal"),) == shapes["erp"].renamed
    assert ((), ("links", "links.self")) == (shapes["crm"].gone, shapes["crm"].new)
    assert () == found.verdicts


def test_a_system_that_follows_later_is_told(tmp_path: Path) -> None:
    slow: Mapping[str, Says] = {"erp": lambda at: erp(state="10" if at > 3 else "20")}
    [time] = between(tmp_path, WELL, slow).times

    assert "erp" == time.system
    assert 0 == time.was
    assert 2.9 < time.now < 4.5


def test_scenarios_of_one_run_alone_are_named_and_not_compared(tmp_path: Path) -> None:
    before, after = run(tmp_path / "one", a=WELL, b=WELL), run(tmp_path / "two", b=WELL, c=WELL)
    found = changes_between(before, after)

    assert (("a",), ("c",), 1) == (found.only_before, found.only_after, found.compared)


def test_the_command_says_it_in_sentences(tmp_path: Path) -> None:
    run(tmp_path / "one", ordering=WELL)
    run(tmp_path / "two", ordering={"erp": lambda _: erp(gross="98.00")})
    done = CliRunner().invoke(app, ["diff", str(tmp_path / "one"), str(tmp_path / "two")])

    assert 1 == done.exit_code
    assert [
        "Ordering: ordering",
        "  order A-1: agreed -> contradicted",
        "  total: agreed -> contradicted (erp apart)",
        "1 verdict compared.",
    ] == done.output.splitlines()


def test_each_system_has_its_own_outcome_in_a_cause(tmp_path: Path) -> None:
    """One that says nothing of a field does not contradict it, whatever another one says."""
    silent = {"deal": {**crm()["deal"], "amount": None}}
    says: Mapping[str, Says] = {"erp": lambda _: erp(gross="98.00"), "crm": lambda _: silent}

    assert {"new: erp/total/contradicted", "new: crm/total/absent"} == {
        each for each in between(tmp_path, WELL, says).verdicts[0].causes if "/total/" in each
    }


def test_the_first_difference_of_verdicts_with_one_outcome_is_told(tmp_path: Path) -> None:
    run(tmp_path / "one", ordering={"erp": lambda _: erp(gross="98.00")})
    run(tmp_path / "two", ordering={"crm": lambda _: crm(amount="98.00")})
    done = CliRunner().invoke(app, ["diff", str(tmp_path / "one"), str(tmp_path / "two")])

    assert [
        "  order A-1: contradicted -> contradicted",
        "  total: contradicted (erp apart) -> contradicted (crm apart)",
    ] == done.output.splitlines()[1:3]


def test_runs_of_other_features_are_no_proof_that_nothing_differs(tmp_path: Path) -> None:
    run(tmp_path / "one", a=WELL)
    run(tmp_path / "two", b=WELL)
    done = CliRunner().invoke(app, ["diff", str(tmp_path / "one"), str(tmp_path / "two")])

    assert 5 == done.exit_code
    assert "No verdict was compared" in done.output
    assert "Nothing differs" not in done.output


def test_replaying_a_run_without_changes_ends_with_0(tmp_path: Path) -> None:
    run(tmp_path / "one", ordering=WELL)
    done = CliRunner().invoke(app, ["replay", str(tmp_path / "one")])

    assert (0, "1 verdict judged again: 1 the same.\n") == (done.exit_code, done.output)


def test_a_verdict_that_the_bundle_lacks_was_not_judged_again(tmp_path: Path) -> None:
    """The record has two verdicts of the scenario, and the bundle has one."""
    report = tmp_path / "one"
    recorded = run(report, ordering=WELL).judgements[0].scenario
    words = explained(asked(loaded(tmp_path), WELL, told()), str)
    for _ in range(2):
        append_verdict(report / VERDICTS, verdict_row(words, recorded))
    done = CliRunner().invoke(app, ["replay", str(report)])

    assert 6 == done.exit_code
    assert "The bundle lacks 1 verdict of the record" in done.output


def test_a_rule_that_is_not_broken_any_more_may_have_been_kept(tmp_path: Path) -> None:
    """Standing rules leave a judgement only if they are broken."""
    one, two = run(tmp_path / "one", a=WELL), run(tmp_path / "two", a=WELL)
    broken = replace(
        one.judgements[0],
        rule="a rule",
        conclusion=replace(one.judgements[0].conclusion, outcome=Outcome.CONTRADICTED),
    )
    before = replace(one, judgements=(*one.judgements, broken))

    [change] = changes_between(before, two).verdicts

    assert (Outcome.CONTRADICTED, None, "a rule") == (change.was, change.now, change.rule)


def test_a_folder_without_a_bundle_is_a_wrong_call(tmp_path: Path) -> None:
    assert 4 == CliRunner().invoke(app, ["replay", str(tmp_path)]).exit_code
    assert 4 == CliRunner().invoke(app, ["diff", str(tmp_path), str(tmp_path)]).exit_code
