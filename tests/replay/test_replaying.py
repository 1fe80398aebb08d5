"""The same rules give the same verdict, look by look, whatever the systems did and when."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from samestory.core.claims import Keeping
from samestory.core.model import Field, Promise, Unmapped
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.polling.recording import Recording
from samestory.polling.watching import KeptWatch
from samestory.redaction import masked
from samestory.replay.judging import _wait
from samestory.replay.recorded_systems import RecordedSystems
from samestory.replay.replaying import Replay, replay_one
from samestory.report.bundle.judgement_lines import RecordedJudgement, line_of, read_line
from samestory.report.bundle.kept_evidence import reference
from samestory.report.run_writer import ScenarioInfo
from samestory.testing import FakeClock
from tests.fakes import NO_RECORD, OPENED, Down, Scripted, Word, always, euros, promised, turning
from tests.report.bundle.judged import converged

FIELDS = (Field("total", "money"), Field("status", "status"))
WORDS: tuple[Word, ...] = (
    {"total": euros("89.00"), "status": "placed"},
    {"total": euros("89.00"), "status": "shipped"},
    {"total": euros("98.00"), "status": "placed"},
    {"total": euros("89.00"), "status": Unmapped("wf_17", "[systems.crm.order] status")},
    {"total": None, "status": "placed"},
    NO_RECORD,
    Down(),
)


def recorded(verdict: Verdict) -> RecordedJudgement:
    """What a bundle holds of it."""
    line = line_of(
        verdict,
        asdict(ScenarioInfo("x", "J", None, "Ada", ())),
        OPENED,
        lambda piece: reference(piece, "x"),
    )
    assert line is not None
    return read_line(line)


def any_verdict(seed: int) -> Verdict:
    """Two to four systems that say anything at any time, answer slowly, hang, listen."""
    dice = random.Random(seed)  # noqa: S311 - a schedule, no secret
    names = ["website", "crm", "erp", "payments"][: dice.randint(2, 4)]
    systems = {name: any_system(dice) for name in names}
    patience = {name: any_patience(dice) for name in names}
    told = [dice.choice(WORDS[:3]) for _ in range(dice.randint(0, 2))]
    promise = promised(*(each for each in told if isinstance(each, Mapping))) if told else None
    if promise and dice.random() < 0.2:
        promise = promise.withdrawn_as("cancellation", OPENED)
    own = {name: Anytime(dice) for name in names if dice.random() < 0.5}
    schedules = own if seed % 2 else {}
    return converged(systems, promise, fields=FIELDS, patience=patience, schedules=schedules)


class Anytime:
    """A schedule of looks, as learned as it gets."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def gap(self, waited: float) -> float:
        return self.dice.choice((0.01, 0.3, 1.1, 9.0)) + waited / 10


def any_system(dice: random.Random) -> Scripted:
    moments = sorted(dice.uniform(0, 7) for _ in range(dice.randint(0, 3)))
    words = [(at, dice.choice(WORDS)) for at in (0.0, *moments)]
    words[0] = (0.0, dice.choice(WORDS[:3]))
    return Scripted(
        words,
        takes=dice.choice((0.0, 0.02, 0.3, 1.7)),
        sees_at=dice.random(),
        listens=dice.random() < 0.3,
    )


def any_patience(dice: random.Random) -> Patience:
    due = OPENED + timedelta(seconds=dice.uniform(-1, 60)) if dice.random() < 0.2 else None
    spans = (timedelta(seconds=dice.choice(each)) for each in ((1, 3, 5), (0, 0.5, 2), (0, 0, 1)))
    return Patience(*spans, due=due)


@pytest.mark.parametrize("block", range(5))
def test_random_schedules_are_judged_the_same_again(block: int) -> None:
    """Conclusion by conclusion, and look by look: nothing parts from what was recorded."""
    outcomes = set()
    for seed in range(block * 80, block * 80 + 80):
        judgement = recorded(any_verdict(seed))
        again = replay_one(judgement)

        assert (judgement.conclusion, "") == (again.again.conclusion, again.again.unknown), seed
        outcomes.add(judgement.conclusion.outcome)
    assert len(outcomes) >= 4


HALVES = promised(
    {"address": "Alte Gasse 1", "status": "placed"},
    {"address": "Neue Gasse 7", "status": "cancelled"},
)
MOVED = promised({"address": "Neue Gasse 7"})
HALF, OLD = {**HALVES.values, "address": "Alte Gasse 1"}, {"address": "Alte Gasse 1"}


@pytest.mark.parametrize("hidden", ["nothing", "Gasse"])
@pytest.mark.parametrize(
    ("keeping", "promise", "odd", "replaced"),
    [
        (Keeping.NEVER_HALF, HALVES, HALF, ()),
        (Keeping.NEVER_OLD, MOVED, OLD, ("Alte Gasse 1",)),
        (Keeping.NEVER_OLD, MOVED, MOVED.values, ("Alte Gasse 1",)),
    ],
)
def test_a_change_is_judged_the_same_again(
    keeping: Keeping, promise: Promise, odd: Word, replaced: tuple[str, ...], hidden: str
) -> None:
    """By what was replaced, also if all that is compared is hidden in the record."""
    systems = {"crm": always(promise.values), "erp": turning(odd, 2, promise.values)}
    fields = [Field(each, "text") for each in promise.values]
    ending, recording = converged(systems, promise, fields=fields), Recording()
    for look in ending.timeline:
        recording.note_look(look)
    verdict = KeptWatch(FakeClock(), recording, {}, list).verdict(ending, keeping, replaced)
    judgement = recorded(masked(verdict, lambda text: "***" if hidden in text else text))
    again = replay_one(judgement)

    assert (verdict.agreed, not again.again.unknown) == (odd == promise.values, True)
    assert keeping is judgement.basis.keeping
    assert judgement.conclusion == again.again.conclusion


def test_a_replay_follows_its_tape_to_the_end() -> None:
    """It reads the same clocks, lets the same time pass and asks the same systems, in order."""
    judgement = recorded(converged({"crm": always(WORDS[0]), "erp": turning(None, 2, WORDS[0])}))
    systems = RecordedSystems(judgement.basis)

    _wait(judgement, systems)

    assert (False, len(judgement.basis.tape)) == (systems.parted, systems.place)


def test_a_replay_takes_the_schedules_of_its_wait_from_the_record() -> None:
    """It asks each system when that wait did, and what was learned by then is not needed."""
    systems = {"crm": turning(None, 1, WORDS[0]), "erp": turning(None, 2, WORDS[0])}
    schedules = {"crm": Anytime(random.Random(1)), "erp": Anytime(random.Random(2))}  # noqa: S311
    judgement = recorded(converged(systems, schedules=schedules))
    answers = RecordedSystems(judgement.basis)

    _wait(judgement, answers)

    assert {"crm", "erp"} == judgement.basis.gaps.keys()
    assert (False, len(judgement.basis.tape)) == (answers.parted, answers.place)


def with_patience(judgement: RecordedJudgement, seconds: float, settle: float) -> RecordedJudgement:
    terms = Patience(timedelta(seconds=seconds), timedelta(seconds=settle))
    basis = replace(judgement.basis, patience=dict.fromkeys(judgement.basis.patience, terms))
    return replace(judgement, basis=basis)


class Changed:
    """Rules that change a judgement as they are told."""

    def __init__(self, patience: float, settle: float) -> None:
        self.patience, self.settle = patience, settle

    def applied(self, recorded: RecordedJudgement) -> RecordedJudgement:
        return with_patience(recorded, self.patience, self.settle)

    def drops(self, _: RecordedJudgement) -> bool:
        return False


def follows_after(seconds: float) -> RecordedJudgement:
    """The ERP follows what was promised after so many seconds; the patience is 5 s."""
    systems = {"crm": always(WORDS[0]), "erp": turning(WORDS[2], seconds, WORDS[0])}
    return recorded(converged(systems, promised(dict(WORDS[0] or {})), fields=FIELDS))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("follows", "patience", "settle", "expected"),
    [
        (3.0, 5.0, 1.0, Replay.SAME),
        (3.0, 1.0, 1.0, Replay.OTHER),  # less patience: it came too late
        (3.0, 60.0, 1.0, Replay.SAME),  # more patience changes nothing about who came in time
        (3.0, 5.0, 0.2, Replay.SAME),
        (3.0, 5.0, 30.0, Replay.UNKNOWN),  # nobody looked for so long
        (9.0, 20.0, 1.0, Replay.UNKNOWN),  # it followed after the record, which nobody saw
        (9.0, 2.0, 1.0, Replay.SAME),  # contradicted after 5 s, and also after 2 s
        (0.0, 0.5, 0.2, Replay.SAME),
    ],
)
def test_another_patience_is_judged_by_what_was_said_in_time(
    follows: float, patience: float, settle: float, expected: Replay
) -> None:
    """What lies beyond the record is unknown, and never guessed."""
    again = replay_one(follows_after(follows), Changed(patience, settle))

    assert expected is again.result, (again.differs, again.again.unknown)


def test_an_unknown_says_why() -> None:
    again = replay_one(follows_after(9.0), Changed(20.0, 1.0))

    assert again.again.unknown.startswith("the record does not tell: erp would have been asked at")
    assert "patience of erp: 5 s -> 20 s" in again.because


def test_it_matters_when_a_system_changed_between_two_looks() -> None:
    """Between two looks that differ nobody knows, so a verdict that depends on it is unknown."""
    judgement = follows_after(3.0)
    [_, *later] = [said.at for said in judgement.observations if said.system == "erp"]
    last_wrong = max(
        said.at
        for said in judgement.observations
        if said.system == "erp" and said.values == WORDS[2]
    )
    between = (last_wrong - OPENED).total_seconds() + 0.2

    assert later
    assert Replay.UNKNOWN is replay_one(judgement, Changed(between, 0.2)).result


def test_the_record_is_not_what_is_judged_again(tmp_path: Path) -> None:
    """A verdict that was tampered with differs: the answers are judged, and not the verdict."""
    del tmp_path
    judgement = follows_after(9.0)
    honest = recorded(converged({"crm": always(WORDS[0]), "erp": always(WORDS[0])})).conclusion

    again = replay_one(replace(judgement, conclusion=honest))

    assert Replay.OTHER is again.result
    assert "agreed -> contradicted" in again.differs
