"""What is tested has a name: given by hand, or by the build server."""

from __future__ import annotations

import pytest

from samestory.plugin.setup import build_name

GITHUB = {"GITHUB_WORKFLOW": "release", "GITHUB_RUN_NUMBER": "118"}


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        (GITHUB, "release #118"),
        ({**GITHUB, "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v7.2"}, "v7.2"),
        ({**GITHUB, "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "main"}, "release #118"),
        ({"CI_PROJECT_NAME": "shop", "CI_PIPELINE_IID": "9"}, "shop #9"),
        ({"CI_PROJECT_NAME": "shop", "CI_PIPELINE_IID": "9", "CI_COMMIT_TAG": "v7"}, "v7"),
        ({"JOB_NAME": "nightly", "BUILD_NUMBER": "31"}, "nightly #31"),
        ({}, ""),
    ],
)
def test_the_build_server_names_it(environ: dict[str, str], name: str) -> None:
    """A tag is a release, and goes before the number of a build."""
    assert name == build_name(None, environ)


def test_what_was_named_by_hand_goes_first() -> None:
    """Nobody knows better what is under test."""
    assert "7.2 rc 1" == build_name(" 7.2 rc 1 ", GITHUB)
