"""The name of what is tested: a build or a release."""

from __future__ import annotations

from collections.abc import Mapping

_NUMBERED = (
    ("GITHUB_WORKFLOW", "GITHUB_RUN_NUMBER"),
    ("CI_PROJECT_NAME", "CI_PIPELINE_IID"),
    ("JOB_NAME", "BUILD_NUMBER"),
)
"""Variables of build servers: what is built, and the number of the build."""


def build_name(given: str | None, environ: Mapping[str, str]) -> str:
    """Return the name of the build under test: as given, or as CI's environment has it, or "".

    A tag goes before the number of a build.

    >>> build_name(None, {"GITHUB_WORKFLOW": "release", "GITHUB_RUN_NUMBER": "118"})
    'release #118'
    """
    if given is not None:
        return given.strip()
    if environ.get("GITHUB_REF_TYPE") == "tag" and environ.get("GITHUB_REF_NAME"):
        return environ["GITHUB_REF_NAME"]
    if environ.get("CI_COMMIT_TAG"):
        return environ["CI_COMMIT_TAG"]
    for what, number in _NUMBERED:
        if environ.get(what) and environ.get(number):
            return f"{environ[what]} #{environ[number]}"
    return ""
