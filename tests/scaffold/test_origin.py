"""A new project gets samestory from where the one that runs came from (PEP 610)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from samestory.scaffold.origin import Origin, origin_from

COMMIT = "d12d7ce7e7e8f1a1b3bca7bb8fca43a38d0ba9a7"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("noted", "requirement"),
    [
        (None, "samestory>=0.1.0,<0.2"),
        (
            {"url": "file:///home/ada/samestory", "dir_info": {"editable": True}},
            "samestory @ file:///home/ada/samestory",
        ),
        (
            {
                "url": "https://git.example.com/samestory.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
            },
            f"samestory @ git+https://git.example.com/samestory.git@{COMMIT}",
        ),
        (
            {
                "url": "ssh://git@git.example.com/all.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
                "subdirectory": "samestory",
            },
            f"samestory @ git+ssh://git@git.example.com/all.git@{COMMIT}#subdirectory=samestory",
        ),
        (
            {
                "url": "https://files.example.com/samestory-0.1.0-py3-none-any.whl",
                "archive_info": {"hash": "sha256=ab", "hashes": {"sha256": "ab"}},
            },
            "samestory @ https://files.example.com/samestory-0.1.0-py3-none-any.whl#sha256=ab",
        ),
        (
            {
                "url": "file:///tmp/a%20b/samestory.whl",
                "archive_info": {"hashes": {"sha256": "ab"}},
            },
            "samestory @ file:///tmp/a%20b/samestory.whl",
        ),
        (
            {"url": "https://ada:geheim@git.example.com/a.zip", "archive_info": {}},
            "samestory @ https://git.example.com/a.zip",
        ),
        (
            {"url": "https://${USER}:${TOKEN}@git.example.com/a.zip", "archive_info": {}},
            "samestory @ https://${USER}:${TOKEN}@git.example.com/a.zip",
        ),
    ],
)
def test_the_dependency_names_that_place(noted: dict[str, object] | None, requirement: str) -> None:
    """A commit stays that commit, a wheel that wheel, and no password is written down."""
    found = origin_from("0.1.0", json.dumps(noted) if noted else None)

    assert requirement == found.requirement()


def test_extras_stand_behind_the_name() -> None:
    there = Origin("0.1.0", "https://a.example/samestory.whl")

    assert "samestory[postgresql] @ https://a.example/samestory.whl" == there.requirement(
        ["postgresql"]
    )
    assert "samestory[postgresql]>=0.1.0,<0.2" == Origin("0.1.0").requirement(["postgresql"])


@pytest.mark.parametrize(
    ("url", "only_here"),
    [("", False), ("git+https://a.example/b.git@c", False), ("file:///home/ada/samestory", True)],
)
def test_a_folder_of_this_machine_is_reached_by_nobody_else(url: str, only_here: bool) -> None:
    assert only_here is Origin("0.1.0", url).only_here


def test_pip_finds_a_built_wheel_there_without_any_index(tmp_path: Path) -> None:
    """The dependency as it is written, asked of the installer itself."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415  only here

    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path / "a b"), versions=["standard"])
    came_from = origin_from("0.1.0", json.dumps({"url": Path(built).as_uri(), "archive_info": {}}))
    done = subprocess.run(  # noqa: S603  our own command
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps"),
            *("--target", str(tmp_path / "nowhere"), came_from.requirement()),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
    assert "Would install samestory-0.1.0" in done.stdout
