"""Allure is told which kinds of trouble there are, where it ran, and who ran it."""

from __future__ import annotations

import re

import pytest

from samestory.core.verdict import Verdict
from samestory.explain import explanation
from samestory.report import run_files
from tests.report import made_up


@pytest.mark.parametrize(
    ("verdict", "status", "category"),
    [
        (made_up.contradicted(), "failed", "Contradiction"),
        (made_up.absent(), "failed", "Never arrived"),
        (made_up.unreachable(), "broken", "Could not ask"),
        (made_up.unmapped(), "broken", "Landscape incomplete"),
    ],
)
def test_allure_2_finds_the_category_by_the_text(
    verdict: Verdict, status: str, category: str
) -> None:
    """The first whose status and expression fit the failure text as people read it."""
    message = explanation(verdict, made_up.CALLED)
    fitting = (
        each["name"]
        for each in run_files.allure_2_categories()
        if status in each["matchedStatuses"]  # type: ignore[operator]
        and re.fullmatch(str(each["messageRegex"]), message)
    )

    assert category == next(fitting, None)


def test_allure_3_finds_the_category_by_our_label() -> None:
    """It does not read categories.json."""
    [absent] = [each for each in run_files.allure_3_categories() if each["name"] == "Never arrived"]

    assert [
        {"statuses": ["failed", "broken", "skipped"], "labels": {"outcome": "^absent$"}}
    ] == absent["matchers"]


@pytest.mark.parametrize(
    ("environ", "name", "url"),
    [
        (
            {"GITHUB_RUN_ID": "9", "GITHUB_SERVER_URL": "https://g", "GITHUB_REPOSITORY": "o/r"},
            "GitHub Actions",
            "https://g/o/r/actions/runs/9",
        ),
        ({"CI_JOB_URL": "https://l/9"}, "GitLab CI", "https://l/9"),
        ({"BUILD_URL": "https://j/9"}, "Jenkins", "https://j/9"),
        ({}, "by hand", None),
    ],
)
def test_the_executor_is_whoever_the_environment_names(
    environ: dict[str, str], name: str, url: str | None
) -> None:
    """Build servers say so in the environment."""
    executor = run_files.executor(environ)

    assert (name, url) == (executor["name"], executor.get("buildUrl"))


def test_a_property_is_one_line() -> None:
    """A line end in a value would be a property of its own."""
    written = run_files.properties({"Company name": "Speed\nwell = C:\\x", "A=b": "c"})

    assert ["Company.name=Speed well = C:\\\\x", "Ab=c"] == written.splitlines()[:2]
