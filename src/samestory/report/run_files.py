"""The files of a results folder that belong to the whole run: categories, environment, executor."""

import json
import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from samestory.core.model import Outcome
from samestory.explain.html import printable
from samestory.whole_files import replace_file


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of trouble: Allure 3 knows it by our label `outcome`, Allure 2 by status and text."""

    name: str
    outcome: Outcome
    status: str
    says: str
    """A regular expression for the message."""


ENVIRONMENT = "environment.properties"
CAUSE, SYSTEM = "cause", "system"
"""The labels with the cause of a failure, and with the system to blame."""
CAUSE_LINE = "Cause: "
"""Begins the line of a message by which Allure 2 finds the category."""
_NONE: Mapping[str, str] = MappingProxyType({})
NOT_PASSED = ("failed", "broken", "skipped")
CATEGORIES = (
    Category("Contradiction", Outcome.CONTRADICTED, "failed", "disagree"),
    Category("Never arrived", Outcome.ABSENT, "failed", "no record|says nothing|never"),
    Category("Could not ask", Outcome.UNREACHABLE, "broken", "could not be asked"),
    Category(
        "Landscape incomplete",
        Outcome.UNMAPPED,
        "broken",
        "does not explain|not in the declared format|answers in another shape|unmapped",
    ),
    Category("Not due yet", Outcome.PENDING, "broken", "not due"),
)


def allure_2_categories(titles: Sequence[str] = ()) -> list[dict[str, object]]:
    """Return the content of categories.json: the causes by their titles, then the kinds.

    Like Allure 3, Allure 2 has one category for each test: the first that fits.
    """
    causes: list[dict[str, object]] = [
        {
            "name": each,
            "matchedStatuses": ["failed", "broken"],
            "messageRegex": f"(?sm).*^{CAUSE_LINE}{re.escape(each)}$.*",
        }
        for each in titles
    ]
    kinds: list[dict[str, object]] = [
        {
            "name": each.name,
            "matchedStatuses": [each.status],
            "messageRegex": f"(?s).*(?:{each.says}).*",
        }
        for each in CATEGORIES
    ]
    return [*causes, *kinds]


def allure_3_categories(causes: Mapping[str, str] = _NONE) -> list[dict[str, object]]:
    """Return the same for Allure 3's configuration, which does not read categories.json.

    `causes` are names by the keys that the labels of tests have.

    It has one category for each test, the first that fits: the causes come first, the gravest of
    them at the top.
    """
    by_cause: list[dict[str, object]] = [
        {
            "id": key,
            "name": name,
            "matchers": [{"statuses": list(NOT_PASSED), "labels": {CAUSE: f"^{re.escape(key)}$"}}],
            "groupBy": [{"label": SYSTEM}],
            "groupByMessage": False,
            "expand": True,
        }
        for key, name in causes.items()
    ]
    by_kind: list[dict[str, object]] = [
        {
            "name": each.name,
            "matchers": [
                {"statuses": list(NOT_PASSED), "labels": {"outcome": f"^{each.outcome}$"}}
            ],
            "groupByMessage": False,
        }
        for each in CATEGORIES
    ]
    return [*by_cause, *by_kind]


def executor(environ: Mapping[str, str]) -> dict[str, object]:
    """Return who ran it: the build server that the environment names, or a person."""
    if "GITHUB_RUN_ID" in environ:
        server = f"{environ.get('GITHUB_SERVER_URL', '')}/{environ.get('GITHUB_REPOSITORY', '')}"
        run = environ["GITHUB_RUN_ID"]
        url = f"{server}/actions/runs/{run}"
        return {"type": "github", "name": "GitHub Actions", "buildName": run, "buildUrl": url}
    if "CI_JOB_URL" in environ:
        job = environ.get("CI_JOB_NAME", "job")
        url = environ["CI_JOB_URL"]
        return {"type": "gitlab", "name": "GitLab CI", "buildName": job, "buildUrl": url}
    if "BUILD_URL" in environ:
        name = environ.get("JOB_NAME", "build")
        return {
            "type": "jenkins",
            "name": "Jenkins",
            "buildName": name,
            "buildUrl": environ["BUILD_URL"],
        }
    return {"type": "local", "name": "by hand", "buildName": "samestory"}


def properties(environment: Mapping[str, str]) -> str:
    """Return a Java properties file; names and values are each kept to one line."""
    machine = {"Python": platform.python_version(), "System": platform.system()}
    pairs = {**environment, **machine}
    return "".join(f"{_name(name)}={_one_line(value)}\n" for name, value in pairs.items())


def write_run_files(
    folder: Path, environment: Mapping[str, str], mask: Callable[[bytes], bytes]
) -> None:
    """Write all three, masked."""
    texts = {
        "categories.json": json.dumps(allure_2_categories(), indent=2),
        "executor.json": json.dumps(executor(os.environ), indent=2),
        ENVIRONMENT: properties(environment),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(mask(text.encode()))


def put_first(folder: Path, name: str, value: str) -> None:
    """Let the environment begin with this line, which replaces an earlier one of that name."""
    file = folder / ENVIRONMENT
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    others = [each for each in lines if not each.startswith(f"{_name(name)}=")]
    replace_file(file, "\n".join([f"{_name(name)}={_one_line(value)}", *others, ""]))


def _name(name: str) -> str:
    return _one_line(name).replace(" ", ".").replace("=", "").replace(":", "")


def _one_line(value: str) -> str:
    return printable(" ".join(str(value).split())).replace("\\", "\\\\")
