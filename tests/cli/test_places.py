"""Which landscape is meant where nobody names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.cli.places import DEMO, to_name, usual_landscape


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('[tool.pytest]\nsamestory_landscape = "landscapes/mine.toml"', "landscapes/mine.toml"),
        ('[tool.pytest.ini_options]\nsamestory_landscape = "mine.toml"', "mine.toml"),
        ("[tool.other]", str(DEMO)),
        ("no TOML at all [", str(DEMO)),
        (None, str(DEMO)),
    ],
)
def test_the_project_says_which_landscape_is_meant(
    settings: str | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it says nothing, it is that of the demo company."""
    monkeypatch.chdir(tmp_path)
    if settings is not None:
        Path("pyproject.toml").write_text(settings)

    assert Path(expected) == usual_landscape()


@pytest.mark.parametrize(
    ("landscape", "named"),
    [
        ("landscapes/mine.toml", ""),
        ("/home/ci/shop/landscapes/mine.toml", ""),
        ("landscapes/other.toml", "landscapes/other.toml"),
        ("{here}/landscapes/other.toml", "landscapes/other.toml"),
        ("", ""),
    ],
    ids=["usual", "usual of another machine", "other", "absolute", "none"],
)
def test_a_call_names_the_landscape_that_is_not_usual(
    landscape: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As people write it."""
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(
        '[tool.pytest]\nsamestory_landscape = "landscapes/mine.toml"\n'
    )

    assert named == to_name(landscape.format(here=tmp_path))
