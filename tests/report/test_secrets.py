"""No file of a report holds a secret, wherever a system may have repeated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.core.model import Evidence
from samestory.explain import story
from samestory.redaction import Masker
from samestory.report import release_page
from samestory.report import run_writer as record
from samestory.report.evidence import rounds
from samestory.report.run_writer import Scene, verdict_row
from samestory.report.timeline import as_record, timeline
from tests.report import made_up

if TYPE_CHECKING:
    from pathlib import Path

SECRET = 'p"ss wörd/Ω'
SCENE = Scene("f::x", "Ordering", "A rule", "Ada orders", ())
masker = Masker([SECRET])


def leaking() -> made_up.Verdict:
    """Every system repeats the secret as a value, and as the reason why it cannot be asked."""
    told = {**made_up.NOW, "status": f"logged in with {SECRET}"}
    why = f"401 for agent:{SECRET}"
    return made_up.verdict_of([(0.0, {"website": told, "crm": why, "erp": made_up.NOW})])


def test_the_record_and_the_release_page_are_masked(tmp_path: Path) -> None:
    """The page is drawn from the record, and so is whatever else reads it."""
    verdict = leaking()
    row = verdict_row(verdict, SCENE, story(verdict))
    looks = as_record(timeline(verdict, made_up.CALLED))
    record.append(tmp_path / "verdicts.jsonl", {**row, "timeline": looks}, masker.mask)
    release_page.write(tmp_path)

    for file in tmp_path.iterdir():
        text = file.read_text()
        assert "***" in text
        assert not [each for each in spellings() if each in text]


def test_every_sheet_is_masked() -> None:
    """Replies in JSON, pages, mails, whatever their spelling of it."""
    verdict = leaking()
    [*_, last] = rounds(verdict, made_up.CALLED, masker.mask)
    written = b"".join(sheet.content for each in last.answers for sheet in each.sheets)

    assert b"***" in written
    assert not [each for each in spellings() if each.encode() in written]


def test_masked_evidence_is_still_evidence() -> None:
    """Only the secret is struck out."""
    assert '{"key": "***"}' == masker.mask(f'{{"key": "{SECRET}"}}')
    assert Evidence("a.json", "application/json", b"{}").content == masker.mask(b"{}")


def spellings() -> list[str]:
    """As it stands, and as JSON, HTML and URLs write it."""
    return [SECRET, 'p\\"ss w', "p&#34;ss w", "p&quot;ss w", "p%22ss"]
