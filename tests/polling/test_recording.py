"""What is asked in the background of a scenario, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from samestory.core.model import Observation, Subject
from samestory.polling.recording import Recorder, Recording, gap_for
from samestory.testing import FakeClock
from tests.fakes import ORDER, Down, Word, promised, said

OTHER = Subject("order", "A-1041", ORDER.of)


@dataclass
class Glanced:
    """Systems that answer a glance with the next of their words; None: not to be asked now."""

    clock: FakeClock
    words: Mapping[str, list[Word | BaseException | bool]]
    asked: list[tuple[float, str, str]] = field(default_factory=list)

    def glance(self, name: str, subject: Subject) -> Observation | None:
        self.asked.append((self.clock.elapsed, name, subject.key))
        word = self.words[name].pop(0) if len(self.words[name]) > 1 else self.words[name][0]
        if isinstance(word, BaseException):
            raise word
        evidence = f"{name}-{len(self.asked)}.json"
        at = self.clock.elapsed
        return None if word is False else said(name, word, subject, at=at, evidence=evidence)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def record(clock: FakeClock, system: str, *subjects: Subject, rounds: int, **words: list) -> tuple:
    """Record one system for so many rounds, on this thread and without waiting."""
    panel, recording = Glanced(clock, words), Recording()
    turns = iter(range(1, rounds + 1))

    def wait(seconds: float) -> bool:
        clock.advance(seconds)
        return next(turns) == rounds

    recorder = Recorder(panel, clock, recording, dict.fromkeys(words, 0.25), wait)
    recorder.subjects[system] = list(subjects)
    recorder.record(system)
    return panel, recording


PLACED, SHIPPED = {"status": "placed"}, {"status": "shipped"}


def test_a_system_is_asked_again_and_again_about_every_subject(clock: FakeClock):
    """Her other order as well, from the moment at which it is promised."""
    panel, recording = record(clock, "erp", ORDER, OTHER, rounds=2, erp=[PLACED])

    assert [(0.0, "erp", "A-1042"), (0.0, "erp", "A-1041"), (0.25, "erp", "A-1042")] == panel.asked[
        :3
    ]
    assert 2 == len(recording.about(ORDER)) == len(recording.about(OTHER))


def test_what_could_not_be_asked_is_recorded_as_that(clock: FakeClock):
    """It is no answer, and neither is it nothing."""
    _, recording = record(clock, "erp", ORDER, rounds=3, erp=[PLACED, Down("refused"), PLACED])

    assert [None, "refused", None] == [each.unreachable for each in recording.about(ORDER)]


def test_a_system_that_has_no_request_to_spare_is_asked_later(clock: FakeClock):
    panel, recording = record(clock, "erp", ORDER, rounds=3, erp=[False, False, PLACED])

    assert 3 == len(panel.asked)
    assert 1 == len(recording.about(ORDER))


def test_a_mistake_ends_the_recording_and_not_the_scenario(clock: FakeClock):
    """The step that asks the same reports it."""
    panel, recording = record(clock, "erp", ORDER, rounds=3, erp=[ValueError("a bug")])

    assert 1 == len(panel.asked)
    assert [] == recording.about(ORDER)


def test_evidence_is_kept_of_answers_that_are_new(clock: FakeClock):
    """Hundreds of looks that say the same would fill the memory with it."""
    words = [PLACED, PLACED, SHIPPED, SHIPPED]
    _, recording = record(clock, "erp", ORDER, rounds=4, erp=words)

    assert [1, 0, 1, 0] == [len(each.evidence) for each in recording.about(ORDER)]


def test_who_was_just_asked_in_a_look_is_left_alone(clock: FakeClock):
    panel, recording = Glanced(clock, {"erp": [PLACED]}), Recording()
    recording.note(said("erp", PLACED, at=0.0))
    clock.advance(0.1)
    recorder = Recorder(panel, clock, recording, {"erp": 0.25}, lambda _: True)
    recorder.subjects["erp"] = [ORDER]
    recorder.record("erp")

    assert [] == panel.asked


def test_recording_begins_with_the_first_subject_and_can_be_ended(clock: FakeClock):
    """In a thread of its own; what is answered after the end is dropped."""
    panel, recording = Glanced(clock, {"erp": [PLACED]}), Recording()
    recorder = Recorder(panel, clock, recording, {"erp": 0.25})
    recorder.follow(ORDER, ["erp"])
    for thread in recorder.threads:
        recorder.stop()
        thread.join(5)
        assert not thread.is_alive()
    recorder.follow(OTHER, ["erp"])

    assert clock.now() == recording.since(ORDER)
    assert 1 == len(recorder.threads)
    assert [] == recording.about(OTHER)


def test_what_she_was_told_counts_from_when_she_was_told_it_first(clock: FakeClock):
    """Her order was changed twice, and the address only once: the first time."""
    old, new = {"address": "Alte Gasse 1"}, {"address": "Neue Gasse 7"}
    recording, moments = Recording(), {}
    for number in range(1, 4):
        promise = promised(
            *[{**old, "status": "placed"}, new, {**new, "status": "shipped"}][:number]
        )
        clock.advance(1.0)
        moments[number] = clock.now()
        recording.note_promise(promise, moments[number])

    assert moments[2] == recording.heard_first(promise.narrowed("address"))
    assert moments[3] == recording.heard_first(promise)
    assert moments[1] == recording.heard_first(promised({"address": "Neue Gasse 7"}))


def test_a_slow_system_gets_a_quarter_of_its_rate():
    assert 0.25 == gap_for(20.0)
    assert 2.0 == gap_for(2.0)
