"""A company in the background is found by every command, at any moment."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from samestory_demo.supervisor.background import (
    Background,
    all_in_background,
    background,
    start_in_background,
)
from samestory_demo.supervisor.description import describe

TINY = Path("landscapes/tiny.toml")


def remembered() -> Background:
    """A company that this very process is."""
    company = describe(TINY, os.environ)
    return start_in_background(company, TINY, environ={}, found_by={}, say=print)


@pytest.mark.usefixtures("tiny")
def test_who_looks_while_it_is_remembered_never_finds_half(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would take it for gone."""
    here = "samestory_demo.supervisor.background"
    monkeypatch.setattr(f"{here}.launch", lambda *_, **__: SimpleNamespace(pid=os.getpid()))
    monkeypatch.setattr(f"{here}.wait_until_ready", lambda *_, **__: None)
    started, write, found = remembered(), Path.write_text, list[Background | None]()

    def written_in_two(path: Path, text: str, encoding: str) -> int:
        write(path, text[:9], encoding)
        found.append(background(TINY))
        return write(path, text, encoding)

    monkeypatch.setattr(Path, "write_text", written_in_two)

    assert started == remembered() == background(TINY)
    assert [started] == found == all_in_background()
