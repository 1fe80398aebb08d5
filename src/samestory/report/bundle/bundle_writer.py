"""Adds verdicts to the bundle of a run, as they come; one writer for each process."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samestory.core.model import Evidence, Observation
from samestory.core.verdict import Verdict
from samestory.json_lines import append_line
from samestory.report.bundle.bundle_files import KEPT, judgements_file, write_bundle_head
from samestory.report.bundle.conclusions import NOT_BROKEN
from samestory.report.bundle.judgement_lines import line_of
from samestory.report.bundle.kept_evidence import TO_READ, EvidenceFiles, reference
from samestory.report.run_writer import ScenarioInfo


@dataclass(slots=True)
class BundleWriter:
    """The bundle of a report folder; `run` and `worker` name the process that writes.

    A line is on the disk when `add` returns, even if the run is killed then.
    """

    report: Path
    run: str
    mask: Callable[[bytes], bytes]
    worker: str | None = None
    files: EvidenceFiles = field(init=False)

    def __post_init__(self) -> None:
        self.files = EvidenceFiles(self.report, self.mask)

    def begin(self, head: Mapping[str, Any]) -> None:
        """Write what holds for all of it, unless another process has."""
        write_bundle_head(self.report, {"seed": self.run, **head})

    def add(self, verdict: Verdict, scenario: ScenarioInfo, step: str = "") -> list[dict[str, Any]]:
        """Add a masked verdict of a step; return the evidence for its line in verdicts.jsonl."""
        told = {**asdict(scenario), "step": step}
        line = line_of(verdict, told, datetime.now(UTC), self._kept)
        if line is not None:
            file = judgements_file(self.report, self.run, self.worker)
            append_line(file, line)
        return list(self._named(verdict))

    def add_kept(self, verdict: Verdict, scenario: ScenarioInfo, step: str = "") -> None:
        """Add what held without making a verdict, masked; its evidence is that of the verdicts."""
        told = {**asdict(scenario), "step": step}
        line = line_of(verdict, told, datetime.now(UTC), self._kept, NOT_BROKEN)
        if line is not None:
            append_line(judgements_file(self.report, self.run, self.worker, KEPT), line)

    def _kept(self, piece: Evidence) -> Mapping[str, Any]:
        return reference(piece, self.files.keep(piece))

    def _named(self, verdict: Verdict) -> Iterator[dict[str, Any]]:
        """Name each different piece once, at the look in which it was first heard.

        `last` is whether it is a part of the last answer: a system may have come back to an
        earlier one.
        """
        named = set[tuple[str, str]]()
        last = {
            (said.system, self.files.keep(piece))
            for said in verdict.observations
            for piece in said.evidence
        }
        for look, said in _heard(verdict):
            for piece in said.evidence:
                file = self.files.keep(piece)
                if (said.system, file) in named:
                    continue
                named.add((said.system, file))
                told = {"system": said.system, "look": look, "name": piece.name}
                told["last"] = (said.system, file) in last
                yield {**told, "media_type": piece.media_type, "file": file}
                page = None if verdict.agreed else self.files.keep_readable(piece)
                if page is not None:
                    name = f"{piece.name}{TO_READ}"
                    yield {**told, "name": name, "media_type": "text/html", "file": page}


def _heard(verdict: Verdict) -> Iterator[tuple[int, Observation]]:
    for look in verdict.timeline:
        for said in look.observations:
            yield look.number, said
    for said in (*verdict.observations, *verdict.before):
        yield len(verdict.timeline), said
