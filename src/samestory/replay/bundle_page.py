"""A page of a bundle: each judgement with its matrix, its timeline and what was literally said."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from markupsafe import Markup

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.explain import VerdictStory, explained
from samestory.explain.html import render
from samestory.explain.svg import NARROW, WIDE, draw
from samestory.replay.judging import judge_again
from samestory.report.allure_links import results_by_node
from samestory.report.bundle.bundle_reader import RecordedBundle
from samestory.report.bundle.judgement_lines import KeptPiece, RecordedJudgement
from samestory.report.evidence import PICTURES
from samestory.report.mails import MAIL, mail_page
from samestory.report.results_folder import ALLURE_RESULTS
from samestory.report.run_reader import zone_called
from samestory.report.shown_failures import shown_failure

KINDS = frozenset({"image/png", "application/zip"})
"""The media types of pictures and of traces."""
Artifacts = Mapping[str, tuple[tuple[str, Path], ...]]
"""By node id, the name and the file of each."""
PAGE = "show.html"
LONGEST = 6_000
"""Characters of one answer that the page holds; its file has all of them."""
LARGEST = 1_000_000
"""Bytes of one picture that the page holds."""


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """One thing that a system literally said; `file` and `page` are relative to the bundle."""

    name: str
    file: str
    text: str = ""
    picture: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What one system said at one moment, and with what it proves that."""

    system: str
    at: str
    asked: str
    took: str
    why: str
    pieces: tuple[ShownPiece, ...]


@dataclass(frozen=True, slots=True)
class ShownJudgement:
    """One judgement as the page shows it; without a story, `why` nothing can be drawn."""

    place: int
    title: str
    outcome: Outcome
    by: str
    story: VerdictStory | None
    why: str
    drawings: tuple[Markup, ...]
    answers: tuple[ShownAnswer, ...]
    shown_in_browsers: tuple[ShownPiece, ...] = ()


def write_bundle_page(bundle: RecordedBundle, chosen: Sequence[RecordedJudgement]) -> Path:
    """Write the page into the bundle, and beside each mail a page of it; return its path."""
    page = bundle.folder / PAGE
    page.write_text(bundle_page(bundle, chosen), "utf-8")
    return page


def bundle_page(bundle: RecordedBundle, chosen: Iterable[RecordedJudgement]) -> str:
    """Return the page: the gravest first, those that agreed folded up. It loads nothing."""
    kept = browser_artifacts(bundle.folder.parent)
    shown = [_shown(bundle, kept, place, each) for place, each in enumerate(chosen, 1)]
    shown.sort(key=lambda each: (SEVEREST_FIRST.index(each.outcome), each.place))
    counted = {o: sum(each.outcome is o for each in shown) for o in SEVEREST_FIRST}
    return render(
        "samestory.replay",
        "show.html",
        head=bundle.head,
        shown=shown,
        recorded=len(bundle.judgements),
        counted={outcome: number for outcome, number in counted.items() if number},
        unreadable=bundle.unreadable,
    )


def _shown(
    bundle: RecordedBundle, kept: Artifacts, place: int, judgement: RecordedJudgement
) -> ShownJudgement:
    zone, again = zone_called(bundle.head.zone), judge_again(judgement)
    told = again.verdict and explained(again.verdict, str, called=bundle.head.called, zone=zone)
    agreed = judgement.conclusion.outcome is Outcome.AGREED
    drawings = (draw(told.timeline, paper) for paper in (WIDE, NARROW)) if told else ()
    scenario = judgement.scenario
    return ShownJudgement(
        place=place,
        title=f"{scenario.journey}: {scenario.scenario}",
        outcome=judgement.conclusion.outcome,
        by=f"{judgement.subject} · {judgement.rule or judgement.judged_by}",
        story=told.story if told else None,
        why=again.unknown,
        drawings=tuple(Markup(each) for each in drawings),  # noqa: S704 - our own drawing, escaped
        answers=tuple(_answers(bundle, judgement, zone, in_full=not agreed)),
        shown_in_browsers=() if agreed else _in_browsers(bundle, kept, scenario.nodeid),
    )


def _answers(
    bundle: RecordedBundle, judgement: RecordedJudgement, zone: tzinfo, *, in_full: bool
) -> Iterator[ShownAnswer]:
    """Yield each answer that was a new one, in the order of time."""
    known: dict[str, object] = {}
    for said in sorted(judgement.observations, key=lambda each: each.at):
        pieces = judgement.pieces(said)
        new = said.unreachable, said.values, tuple(each.file for each in pieces)
        if known.get(said.system) != new:
            known[said.system] = new
            shown = (_piece(bundle, each, in_full=in_full) for each in pieces)
            yield ShownAnswer(
                bundle.head.called.get(said.system, said.system),
                _time(said.at, zone),
                said.asked,
                f"{said.took.total_seconds() * 1000:.0f} ms",
                said.unreachable or said.remark,
                tuple(shown),
            )


def _piece(bundle: RecordedBundle, piece: KeptPiece, *, in_full: bool) -> ShownPiece:
    content, path = bundle.content(piece), bundle.path(piece)
    if content is None or path is None:
        return ShownPiece(piece.name, "", text="(it is missing in the bundle)")
    file = path.relative_to(bundle.folder).as_posix()
    if piece.media_type == MAIL:
        page = _mail(path, content).relative_to(bundle.folder).as_posix()
        return ShownPiece(piece.name, file, page=page)
    if piece.media_type in PICTURES:
        data = b64encode(content).decode() if len(content) <= LARGEST else ""
        picture = f"data:{piece.media_type};base64,{data}" if data else ""
        return ShownPiece(piece.name, file, picture=picture)
    return ShownPiece(piece.name, file, text=_cut(content) if in_full else "")


def _mail(path: Path, content: bytes) -> Path:
    """Write a mail as a page that is safe to open, once."""
    page = path.with_suffix(".html")
    if not page.exists():
        page.write_text(mail_page(content), "utf-8")
    return page


def _cut(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    more = "\n\n[cut here: the file has all of it]"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}{more}"


def _in_browsers(bundle: RecordedBundle, kept: Artifacts, nodeid: str) -> tuple[ShownPiece, ...]:
    """Return the pictures and traces of a scenario's failure, which lie beside the bundle."""
    report = bundle.folder.parent
    files = (*shown_failure(report, nodeid), *kept.get(nodeid, ()))
    return tuple(
        ShownPiece(name, f"../{file.relative_to(report).as_posix()}") for name, file in files
    )


def _time(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M:%S.%f}"[:-3]


def browser_artifacts(report: Path) -> Artifacts:
    """Return them as Allure's raw results hold them, of every scenario that has any."""
    results = report / ALLURE_RESULTS
    found = {
        node: tuple(_attached(told, results))
        for node, (_, told) in results_by_node(results).items()
    }
    return {node: files for node, files in found.items() if files}


def _attached(told: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is attached to a scenario and its steps; deeper lies what systems answered."""
    for part in (told, *(told.get("steps") or ())):
        for each in part.get("attachments") or ():
            file = folder / Path(str(each.get("source"))).name
            if each.get("type") in KINDS and file.is_file():
                yield str(each.get("name") or file.name), file
