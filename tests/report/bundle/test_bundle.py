"""A bundle holds all that a judgement rests on, survives kills, and lets no secret through."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from samestory.core.model import Evidence, Observation, Subject
from samestory.errors import WrongCall
from samestory.redaction import Masker, masked
from samestory.report.bundle.bundle_files import judgements_file
from samestory.report.bundle.bundle_reader import read_bundle
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.bundle.conclusions import Conclusion
from samestory.report.bundle.judgement_lines import read_ending, read_line
from samestory.report.bundle.kept_evidence import EvidenceFiles
from samestory.report.results_folder import remove_results
from samestory.report.verdict_row import verdict_row
from tests.fakes import Down, Scripted, always, euros, turning
from tests.report import made_up
from tests.report.bundle.judged import SCENARIO, bundle_of, converged, promised

TOLD = {"total": euros("89.00"), "status": "placed"}
OTHER = {"total": euros("98.00"), "status": "placed"}


def test_everything_that_was_said_comes_back_equal(tmp_path: Path) -> None:
    """Each answer of each look, with its moment and what it took."""
    systems = {"crm": turning(OTHER, 2.0, TOLD, takes=0.1), "erp": always(TOLD)}
    verdict = converged(systems, promised(TOLD))

    [read] = bundle_of(tmp_path, verdict).judgements

    assert bare(verdict.basis.looks) == read.basis.looks
    assert (verdict.basis.tape, verdict.basis.patience) == (read.basis.tape, read.basis.patience)
    assert (verdict.promise, verdict.subject) == (read.promise, read.subject)
    assert verdict.basis.fields == read.basis.fields
    assert Conclusion.of(verdict) == read.conclusion


def bare(looks: tuple[tuple[Observation, ...], ...]) -> object:
    return tuple(tuple(replace(each, evidence=()) for each in look) for look in looks)


def test_an_answer_that_repeats_another_is_written_in_a_few_words(tmp_path: Path) -> None:
    verdict = converged({"crm": always(OTHER), "erp": always(TOLD)}, promised(TOLD))
    bundle_of(tmp_path, verdict)

    [line] = judgements_file(tmp_path, "7", None).read_text().splitlines()
    answers = json.loads(line)["observations"]

    assert len(answers) > 10
    assert [0, 1] == [at for at, each in enumerate(answers) if "said" in each]
    assert all(len(json.dumps(each)) < 400 for each in answers[2:])


def test_content_that_differs_only_in_its_headers_is_kept_once(tmp_path: Path) -> None:
    """A reply's date says nothing about an order."""
    files = EvidenceFiles(tmp_path, bytes)
    one, other, third = (
        Evidence(f"erp-{at}.json", "application/json", reply(date, status))
        for at, date, status in ((1, "Mon", "placed"), (2, "Tue", "placed"), (3, "Tue", "shipped"))
    )

    assert files.keep(one) == files.keep(other) != files.keep(third)
    assert (tmp_path / files.keep(one)).read_bytes() == one.content


def reply(date: str, status: str) -> bytes:
    told = {"request": "GET /", "status": 200, "headers": {"date": date}, "body": {"is": status}}
    return json.dumps(told, indent=2).encode()


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_pages_of_systems_are_kept_as_plain_text(tmp_path: Path, media_type: str) -> None:
    """Who opens a file of the bundle runs nothing."""
    page = Evidence("shop-1.html", media_type, b"<script>alert(1)</script>")

    assert EvidenceFiles(tmp_path, bytes).keep(page).endswith(".txt")


def test_a_mail_is_readable_where_it_is_wanted(tmp_path: Path) -> None:
    mail = b"Subject: Hello\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><b>Hi</b>"
    files = EvidenceFiles(tmp_path, bytes)
    readable = files.keep_readable(Evidence("inbox-1.eml", "message/rfc822", mail))

    assert readable is not None
    page = (tmp_path / readable).read_text()
    assert "<b>Hi</b>" in page
    assert "alert" not in page


def test_each_verdict_names_its_evidence(tmp_path: Path) -> None:
    """Relative to the report folder, each content once, at the look in which it was first seen."""
    writer = BundleWriter(tmp_path, "7", bytes)
    verdict = made_up.contradicted()
    evidence = writer.add(verdict, SCENARIO)

    assert {"website", "inbox", "crm", "erp"} == {each["system"] for each in evidence}
    assert all((tmp_path / each["file"]).is_file() for each in evidence)
    assert len({(each["system"], each["file"]) for each in evidence}) == len(evidence)
    assert evidence == verdict_row(made_up.told(verdict), SCENARIO, evidence)["evidence"]


def test_the_last_answer_is_named_also_if_it_had_been_heard_before(tmp_path: Path) -> None:
    """An ERP that takes a change back says in the end what it said at first."""
    words = [{"erp": made_up.BEFORE}, {"erp": made_up.NOW}, {"erp": made_up.BEFORE}]
    verdict = made_up.verdict_of([(float(at), each) for at, each in enumerate(words)])
    evidence = BundleWriter(tmp_path, "7", bytes).add(verdict, SCENARIO)

    assert [(1, True), (2, False)] == [(each["look"], each["last"]) for each in evidence]


def test_no_secret_is_in_any_file_and_two_of_them_stay_two(tmp_path: Path) -> None:
    """The systems still contradict each other in the record."""
    masker = Masker(["first-secret-1", "second-secret-2"])
    said = [
        Scripted([(0.0, {"status": secret, "total": euros("1")})])
        for secret in ("first-secret-1", "second-secret-2")
    ]
    verdict = converged({"crm": said[0], "erp": said[1]})
    writer = BundleWriter(tmp_path, "7", masker.mask)
    writer.add(masked(verdict, masker.mask), SCENARIO)
    files = EvidenceFiles(tmp_path, masker.mask)
    files.keep(Evidence("x.txt", "text/plain", b"the first-secret-1"))

    every = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    [read] = read_bundle(tmp_path).judgements

    assert b"secret-" not in every
    assert 2 == len({str((each.values or {})["status"]) for each in read.observations})


def test_half_a_line_of_a_killed_run_hides_no_other(tmp_path: Path) -> None:
    """The next line begins anew, and the half one is counted."""
    verdict = converged({"crm": always(TOLD), "erp": always(TOLD)})
    writer = BundleWriter(tmp_path, "7", bytes)
    writer.add(verdict, SCENARIO)
    file = judgements_file(tmp_path, "7", None)
    file.write_bytes(file.read_bytes()[:-40])
    writer.add(verdict, SCENARIO)

    read = read_bundle(tmp_path)

    assert (1, 1) == (len(read.judgements), read.unreadable)


def test_workers_write_side_by_side_and_are_read_together(tmp_path: Path) -> None:
    verdict = converged({"crm": always(TOLD), "erp": Scripted([(0.0, Down())])})
    for worker in ("gw0", "gw1"):
        BundleWriter(tmp_path, "7", bytes, worker).add(verdict, SCENARIO)

    assert 2 == len(read_bundle(tmp_path).judgements)


def test_what_held_without_a_verdict_stands_beside_them(tmp_path: Path) -> None:
    """A replay judges verdicts alone; another run takes both away, but for what it has begun."""
    verdict = converged({"crm": always(TOLD), "erp": always(TOLD)})
    bundle_of(tmp_path, verdict)
    for run, worker in (("7", None), ("7", "gw0"), ("8", "gw0")):
        BundleWriter(tmp_path, run, bytes, worker).add_kept(masked(verdict, str), SCENARIO, "Then")
    BundleWriter(tmp_path, "8", bytes, "gw0").add(masked(verdict, str), SCENARIO)

    assert 2 == len(read_bundle(tmp_path).judgements)
    remove_results(tmp_path, but_of="8")
    left = [each.name for each in sorted((tmp_path / "bundle").glob("*.jsonl"))]
    assert ["judgements-8-gw0.jsonl", "kept-8-gw0.jsonl"] == left


def test_the_end_of_a_judgement_is_read_without_its_wait(tmp_path: Path) -> None:
    """The same verdict, with the answers that it shows."""
    bundle_of(tmp_path, converged({"crm": turning(OTHER, 2.0, TOLD), "erp": always(TOLD)}))
    line = judgements_file(tmp_path, "7", None).read_text("utf-8")
    whole, end = read_line(line), read_ending(line)

    assert (whole.shown, whole.conclusion) == (end.shown, end.conclusion)
    assert whole.promise == end.promise
    assert replace(whole.basis, looks=(), tape=()) == end.basis
    assert len(end.observations) < len(whole.observations)


def test_a_bundle_of_a_newer_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    verdict = converged({"crm": always(TOLD), "erp": always(TOLD)})
    bundle_of(tmp_path, verdict)
    file = judgements_file(tmp_path, "7", None)
    file.write_text(file.read_text().replace('{"v":1,', '{"v":2,'))

    with pytest.raises(WrongCall, match=r"is of version 2, .* reads up to 1"):
        read_bundle(tmp_path)


def test_a_folder_without_a_bundle_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="There is no bundle in"):
        read_bundle(tmp_path)


def test_evidence_outside_of_the_bundle_is_never_read(tmp_path: Path) -> None:
    """A bundle may come from anybody."""
    verdict = converged({"crm": always(TOLD), "erp": always(TOLD)})
    bundle = bundle_of(tmp_path, verdict)
    [read] = bundle.judgements
    piece = read.pieces(read.observations[0])[0]

    assert bundle.content(piece) == b"{}"
    for file in ("../../etc/passwd", "/etc/passwd", "bundle/evidence/../../../x"):
        assert bundle.content(replace(piece, file=file)) is None


def test_a_new_run_removes_the_bundle_of_the_last_one(tmp_path: Path) -> None:
    verdict = converged({"crm": always(TOLD), "erp": always(TOLD)})
    bundle_of(tmp_path, verdict)
    BundleWriter(tmp_path, "8", bytes, "gw0").add(verdict, SCENARIO)

    remove_results(tmp_path, but_of="8")
    assert 1 == len(read_bundle(tmp_path).judgements)
    remove_results(tmp_path)
    assert not (tmp_path / "bundle").exists()


def test_the_same_word_of_two_subjects_is_not_confused(tmp_path: Path) -> None:
    """A repetition is one of the same system about the same subject."""
    one = made_up.said("crm", made_up.NOW)
    other = replace(one, subject=Subject("order", "B-7"))
    verdict = replace(converged({"crm": always(TOLD), "erp": always(TOLD)}), before=(one, other))

    [read] = bundle_of(tmp_path, verdict).judgements

    assert ["A-1042", "B-7"] == [each.subject.key for each in read.before]
