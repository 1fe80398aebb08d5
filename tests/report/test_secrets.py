"""No file of a report holds a secret, wherever a system may have repeated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samestory.core.model import Evidence
from samestory.redaction import Masker
from samestory.report import run_writer as record
from samestory.report.evidence import rounds
from samestory.report.release_page import write_release_page
from samestory.report.run_writer import ScenarioInfo
from samestory.report.verdict_row import verdict_row
from tests.report import made_up

if TYPE_CHECKING:
    from pathlib import Path

SECRET = 'p"ss wörd/Ω'
SCENE = ScenarioInfo("f::x", "Ordering", "A rule", "Ada orders", ())
masker = Masker([SECRET])


def leaking() -> made_up.Verdict:
    """Every system repeats the secret as a value, and as the reason why it cannot be asked."""
    told = {**made_up.NOW, "status": f"logged in with {SECRET}"}
    why = f"401 for agent:{SECRET}"
    return made_up.verdict_of([(0.0, {"website": told, "crm": why, "erp": made_up.NOW})])


def test_the_record_and_the_release_page_are_masked(tmp_path: Path) -> None:
    """The page is drawn from the record, and so is whatever else reads it."""
    row = verdict_row(made_up.told(leaking()), SCENE)
    record.append_verdict(tmp_path / "verdicts.jsonl", row, masker.mask)
    write_release_page(tmp_path)

    for file in tmp_path.iterdir():
        text = file.read_text()
        assert "***" in text
        assert not [each for each in spellings() if each in text]


def test_every_attachment_is_masked() -> None:
    """Replies in JSON, pages, mails, whatever their spelling of it."""
    [*_, last] = rounds(made_up.told(leaking()), masker.mask)
    written = b"".join(file.content for each in last.replies for file in each.attachments)

    assert b"***" in written
    assert not [each for each in spellings() if each.encode() in written]


def test_masked_evidence_is_still_evidence() -> None:
    """Only the secret is struck out."""
    assert '{"key": "***"}' == masker.mask(f'{{"key": "{SECRET}"}}')
    assert Evidence("a.json", "application/json", b"{}").content == masker.mask(b"{}")


def spellings() -> list[str]:
    """As it stands, and as JSON, HTML and URLs write it."""
    return [SECRET, 'p\\"ss w', "p&#34;ss w", "p&quot;ss w", "p%22ss"]
