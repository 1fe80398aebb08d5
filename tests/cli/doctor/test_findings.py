"""What the doctor has found, masked."""

from __future__ import annotations

from samestory.cli.doctor.findings import Finding
from samestory.redaction import Masker


def test_a_secret_that_begins_like_a_system_hides_the_secret_and_not_the_system() -> None:
    """A text that was cut may be the beginning of a secret; a system's name is not one."""
    found = Finding(True, "reached", "it said telephone-secret-9h", about="telephone")
    hidden = found.hidden(Masker(["telephone-secret-9h"]).mask)

    assert "telephone" == hidden.about
    assert "it said ***" == hidden.text
