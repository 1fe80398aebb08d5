"""A verdict as one line of a bundle, with all that it takes to judge it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from samestory.core.basis import Basis, Judgement
from samestory.core.claims import Keeping, Never
from samestory.core.model import Evidence, Observation, Promise, Subject
from samestory.core.typed_json import from_json, to_json
from samestory.core.verdict import Verdict
from samestory.report.bundle.bundle_files import VERSION
from samestory.report.bundle.conclusions import Conclusion
from samestory.report.run_writer import ScenarioInfo


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece of evidence as a bundle names it; `file` is relative to the report folder."""

    name: str
    media_type: str
    file: str


@dataclass(frozen=True, slots=True)
class RecordedJudgement:
    """One line of a bundle, read back; evidence is named in `evidence`, and not in the answers."""

    scenario: ScenarioInfo
    at: datetime
    subject: Subject
    conclusion: Conclusion
    basis: Basis
    promise: Promise | None = None
    before: tuple[Observation, ...] = ()
    never: Never | None = None
    rule: str = ""
    step: str = ""
    """The step that asked; "" in older bundles."""
    observations: tuple[Observation, ...] = ()
    """Every answer that the judgement rests on, each once, in the order of their recording."""
    shown: tuple[Observation, ...] = ()
    """The answers that the verdict was about in the end."""
    evidence: Mapping[int, tuple[KeptPiece, ...]] = field(default_factory=dict)
    """By the identity of an answer, what it literally said."""

    @property
    def known_as(self) -> str:
        """What its scenario is known by, wherever its file is moved."""
        return self.scenario.id or self.scenario.nodeid

    @property
    def judged_by(self) -> str:
        """How it was judged; of what was watched, what was not to be said."""
        basis = self.basis
        watched = basis.by is Judgement.KEPT and basis.keeping is not Keeping.AS_PROMISED
        return basis.keeping if watched else basis.by

    def pieces(self, said: Observation) -> tuple[KeptPiece, ...]:
        """Return the evidence of one of its answers."""
        return self.evidence.get(id(said), ())


@dataclass(slots=True)
class _Answers:
    """The answers of one line, each written once; one that repeats another only says so."""

    keep: Callable[[Evidence], Mapping[str, Any]]
    lines: list[dict[str, Any]] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    newest: dict[tuple[str, Subject], list[tuple[Observation, int]]] = field(default_factory=dict)

    def special(self, value: object) -> Any:
        """Write an answer as its place in the list of all."""
        if not isinstance(value, Observation):
            return None
        if id(value) not in self.places:
            self._add(value)
        return {"$": "said", "is": self.places[id(value)]}

    def _add(self, said: Observation) -> None:
        alike = self.newest.setdefault((said.system, said.subject), [])
        same = next((place for each, place in reversed(alike) if _repeats(each, said)), None)
        line: dict[str, Any] = {"at": to_json(said.at), "took": to_json(said.took)}
        if same is None:
            alike.append((said, len(self.lines)))
            bare = replace(said, evidence=())
            line["said"] = to_json(bare)
        else:
            line["like"] = same
        if said.evidence:
            line["evidence"] = [self.keep(each) for each in said.evidence]
        self.places[id(said)] = len(self.lines)
        self.lines.append(line)


def _repeats(earlier: Observation, said: Observation) -> bool:
    """Whether all but the moment and the evidence is the same."""
    return earlier == replace(said, at=earlier.at, took=earlier.took, evidence=earlier.evidence)


def line_of(
    verdict: Verdict,
    scenario: Mapping[str, Any],
    at: datetime,
    keep: Callable[[Evidence], Mapping[str, Any]],
    conclusion: Conclusion | None = None,
) -> str | None:
    """Return a masked verdict as a line, without its end; None if it cannot be judged again.

    `keep` keeps a piece of evidence, and returns how the line names it. A claim that held has a
    `conclusion` of its own.
    """
    if verdict.basis is None:
        return None
    answers = _Answers(keep)
    told = {
        "v": VERSION,
        "scenario": dict(scenario),
        "at": to_json(at),
        "subject": to_json(verdict.subject),
        "promise": to_json(verdict.promise),
        "before": to_json(verdict.before, answers.special),
        "never": to_json(verdict.watched and verdict.watched.never),
        "rule": verdict.rule,
        "basis": to_json(verdict.basis, answers.special),
        "shown": to_json(verdict.observations, answers.special),
        "conclusion": (conclusion or Conclusion.of(verdict)).as_json(),
        "observations": answers.lines,
    }
    return json.dumps(told, separators=(",", ":"))


def read_line(line: str) -> RecordedJudgement:
    """Return a line of a bundle. Raise `ValueError` if it is none, or only half of one."""
    told = json.loads(line)
    answers = _AsNeeded(told["observations"])
    read = _judgement(told, answers)
    observations = tuple(answers.at(place) for place in range(len(answers.lines)))
    evidence = {
        id(said): tuple(
            KeptPiece(piece["name"], piece["media_type"], piece["file"])
            for piece in each.get("evidence", ())
        )
        for said, each in zip(observations, answers.lines, strict=True)
    }
    return replace(read, observations=observations, evidence=evidence)


def read_ending(line: str) -> RecordedJudgement:
    """Return a line of a bundle with what it was judged by in the end, and nothing of the wait.

    That is all that it takes to judge the end again, and a fraction of the work of `read_line`.
    Answers that nothing refers to are left out. Raise `ValueError` if it is no such line.
    """
    told = json.loads(line)
    basis = told["basis"]
    waited = {"tape", "looks", "told"} if basis["by"]["is"] in _BY_THE_END else {"tape"}
    told["basis"] = {name: part for name, part in basis.items() if name not in waited}
    answers = _AsNeeded(told["observations"])
    read = _judgement(told, answers)
    return replace(read, observations=tuple(answers.known.values()))


def _judgement(told: Mapping[str, Any], answers: _AsNeeded) -> RecordedJudgement:
    readers = {"said": lambda place: answers.at(place["is"])}
    scenario = {name: part for name, part in told["scenario"].items() if name in _SCENARIO}
    return RecordedJudgement(
        scenario=ScenarioInfo(**scenario),
        step=told["scenario"].get("step", ""),
        at=from_json(told["at"]),
        subject=from_json(told["subject"]),
        conclusion=Conclusion.from_line(told["conclusion"]),
        basis=from_json(told["basis"], readers),
        promise=from_json(told["promise"]),
        before=from_json(told["before"], readers),
        never=from_json(told["never"]),
        rule=told["rule"],
        shown=from_json(told["shown"], readers),
    )


_SCENARIO = frozenset(each.name for each in fields(ScenarioInfo))
"""What a line says of its scenario, besides the step; a newer version may say more."""
_BY_THE_END = frozenset({Judgement.AGREEMENT, Judgement.UNCHANGED, Judgement.KEPT})
"""Judged by the answers that are shown."""


@dataclass(slots=True)
class _AsNeeded:
    """The answers of one line, each read when something refers to it."""

    lines: Sequence[Mapping[str, Any]]
    known: dict[int, Observation] = field(default_factory=dict)

    def at(self, place: int) -> Observation:
        """Return one of them."""
        if place not in self.known:
            line = self.lines[place]
            model = self.at(line["like"]) if "like" in line else from_json(line["said"])
            self.known[place] = replace(
                model, at=from_json(line["at"]), took=from_json(line["took"])
            )
        return self.known[place]


def version_of(line: str) -> object:
    """Return the version that a line was written by; None if it is no line of a bundle."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told.get("v") if isinstance(told, dict) else None
