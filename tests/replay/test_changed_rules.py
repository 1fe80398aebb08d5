"""With other rules or meanings, exactly the expected verdicts differ, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samestory.config import Landscape
from samestory.core.basis import Basis, Judgement
from samestory.core.claims import Bound, Never, Saying
from samestory.core.kept_verdicts import kept_verdict
from samestory.core.never_verdicts import never_verdict
from samestory.core.one_of import on_none_of
from samestory.core.verdict import Verdict
from samestory.replay.replaying import Replay, replay_one
from samestory.replay.rereading import Rereading
from samestory.replay.rules import LandscapeRules
from samestory.report.bundle.bundle_reader import RecordedBundle
from tests.replay.company import LANDSCAPE, asked, crm, erp, loaded, recorded_run, told

AGREED, ROUNDED, STALE, SLOW, GONE, RULE = "agreed", "rounded", "stale", "slow", "gone", "rule"
ODD, NEVER, KEPT, ONE_OF = "odd code", "never", "kept", "one of"
EVERY = {AGREED, ROUNDED, STALE, SLOW, GONE, RULE, ODD, NEVER, KEPT, ONE_OF}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> RecordedBundle:
    folder = tmp_path_factory.mktemp("run")
    return recorded_run(folder, verdicts(loaded(folder)))


def verdicts(landscape: Landscape) -> Iterator[tuple[str, Verdict]]:
    """Ten verdicts of six kinds; the systems say what their names promise."""
    well = {"crm": lambda _: crm(), "erp": lambda _: erp()}
    yield AGREED, asked(landscape, well, told())
    yield ROUNDED, asked(landscape, {**well, "erp": lambda _: erp(gross="89.04")}, told())
    yield STALE, asked(landscape, {**well, "crm": lambda _: crm(stage="packed")}, told())
    slow = {**well, "erp": lambda at: erp(state="10" if at > 3 else "20")}
    yield SLOW, asked(landscape, slow, told())
    yield GONE, asked(landscape, {**well, "erp": lambda _: None}, told())
    broken = asked(landscape, {**well, "erp": lambda _: erp(state="90")}, told())
    yield RULE, replace(broken, rule="cancelled stays cancelled")
    yield ODD, asked(landscape, {**well, "crm": lambda _: crm(stage="wf_17")}, told())
    yield from over_time(landscape, broken)


def over_time(landscape: Landscape, broken: Verdict) -> Iterator[tuple[str, Verdict]]:
    status = next(each for each in landscape.fields_of("order") if each.name == "status")
    systems = {"crm": lambda _: crm(), "erp": lambda at: erp(state="10" if at > 2 else "90")}
    ending = asked(landscape, systems, told())
    assert ending.basis is not None
    said = tuple(each for look in ending.basis.looks for each in look)
    words = (
        Saying(n, told().subject, status, w) for n, w in (("crm", "placed"), ("erp", "placed"))
    )
    saying, other = words
    claim = Never(saying, Bound.BEFORE, other)
    patience = ending.basis.patience
    basis = Basis(by=Judgement.NEVER, patience=patience, told=said)
    yield NEVER, replace(never_verdict(claim, said), basis=basis)
    kept = replace(ending.basis, by=Judgement.KEPT, told=said)
    yield KEPT, replace(kept_verdict(ending, said), basis=kept)
    outcomes = (told(status="cancelled"), told(status="picked"))
    none = on_none_of(outcomes, landscape.fields_of("order"), broken.observations)
    assert none is not None
    looks = (broken.observations,)
    basis = Basis(by=Judgement.ONE_OF, fields=broken.basis.fields, looks=looks, outcomes=outcomes)  # type: ignore[union-attr]
    yield ONE_OF, replace(none, basis=basis)


def replayed(bundle: RecordedBundle, folder: Path, text: str) -> dict[str, set[str]]:
    """The names of the scenarios by the result of their replay."""
    landscape = loaded(folder, text)
    found: dict[str, set[str]] = {each: set() for each in Replay}
    for judgement in bundle.judgements:
        again = replay_one(
            judgement, LandscapeRules(landscape), Rereading(landscape, bundle).reread
        )
        found[again.result].add(judgement.scenario.scenario)
        assert again.because or again.again.unknown or again.result is Replay.SAME, again
    return found


def test_the_recorded_verdicts_are_what_they_are_called(bundle: RecordedBundle) -> None:
    outcomes = {e.scenario.scenario: str(e.conclusion.outcome) for e in bundle.judgements}

    assert {
        AGREED: "agreed",
        ROUNDED: "agreed",
        STALE: "contradicted",
        SLOW: "agreed",
        GONE: "absent",
        RULE: "contradicted",
        ODD: "unmapped",
        NEVER: "contradicted",
        KEPT: "agreed",
        ONE_OF: "contradicted",
    } == outcomes


def test_by_the_same_rules_all_are_the_same(bundle: RecordedBundle, tmp_path: Path) -> None:
    assert EVERY == replayed(bundle, tmp_path, LANDSCAPE)[Replay.SAME]


BRIEF = {AGREED, ROUNDED, SLOW, KEPT}
"""The records that end soon after an agreement: what would have come later is not known."""
CHANGES = [
    # what is changed, what stands there instead, which differ, which are unknown
    ('total = "0.05 EUR"', 'total = "0.01 EUR"', set(), {ROUNDED}),
    ('total = "0.05 EUR"', 'total = "0.03 EUR"', set(), {ROUNDED}),
    ('[tolerance.order]\ntotal = "0.05 EUR"', "", set(), {ROUNDED}),
    ('total = "0.05 EUR"', 'total = "1 %"', set(), set()),
    ('patience = "5 s"', 'patience = "1 s"', {SLOW, KEPT}, set()),
    ('patience = "5 s"', 'patience = "4 s"', set(), set()),
    ('patience = "5 s"', 'patience = "9 s"', set(), {STALE, GONE, RULE, ODD}),
    ('settle   = "1 s"', 'settle   = "400 ms"', set(), set()),
    ('settle   = "1 s"', 'settle   = "20 s"', set(), BRIEF),
    ('called   = "ERP"', 'called   = "ERP"\npatience = "1 s"', {SLOW, KEPT}, set()),
    (
        "[tolerance.order]",
        '[authority.order]\nstatus = "erp"\n[tolerance.order]',
        {STALE, NEVER},
        set(),
    ),
    ('lost = "cancelled"', 'lost = "cancelled", wf_17 = "placed"', {ODD}, set()),
    ('lost = "cancelled"', 'lost = "cancelled", wf_17 = "picked"', {ODD}, set()),
    ('packed = "picked"', 'packed = "placed"', {STALE}, set()),
    ('"90" = "cancelled"', '"90" = "placed"', {RULE, NEVER}, set()),
    ('won = "placed"', 'won = "shipped"', {GONE, RULE, NEVER}, BRIEF),
    ('at = "gross"', 'at = "net"', {STALE, RULE, ODD, ONE_OF}, BRIEF),
    ('record       = "deal"', 'record       = "sale"', EVERY - BRIEF, BRIEF),
    ('find         = "/deals/{key}"', 'find         = "/sales/{key}"', set(), EVERY),
    ("[defaults]", '[rules]\noff = ["cancelled stays cancelled"]\n[defaults]', {RULE}, set()),
]


@pytest.mark.parametrize(("old", "new", "differ", "unknown"), CHANGES)
def test_exactly_the_expected_verdicts_differ(  # noqa: PLR0917 - pytest names them
    bundle: RecordedBundle, tmp_path: Path, old: str, new: str, differ: set[str], unknown: set[str]
) -> None:
    assert old in LANDSCAPE
    found = replayed(bundle, tmp_path, LANDSCAPE.replace(old, new))

    assert (differ, unknown) == (found[Replay.OTHER] | found[Replay.DROPPED], found[Replay.UNKNOWN])


def test_what_is_read_otherwise_is_told_with_what_follows(
    bundle: RecordedBundle, tmp_path: Path
) -> None:
    landscape = loaded(tmp_path, LANDSCAPE.replace('at = "gross"', 'at = "net"'))
    of = {each.scenario.scenario: each for each in bundle.judgements}
    reread = Rereading(landscape, bundle).reread
    stale, agreed = (replay_one(of[e], LandscapeRules(landscape), reread) for e in (STALE, AGREED))

    why = "erp says total 74.79 EUR (was read as 89.00 EUR)"
    assert (why,) == stale.because == agreed.because
    assert ("total: agreed -> contradicted (erp apart)",) == stale.differs
    assert agreed.again.unknown.endswith("as far as it goes: contradicted")
