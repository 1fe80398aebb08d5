"""Builds Allure's HTML report as one file that loads nothing.

The builder is npm's `allure`, pinned, found on PATH or put into the user's cache folder. If
Node is missing or something fails, the raw results stay and one sentence says what to do.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from platformdirs import user_cache_path

from samestory.report.run_files import allure_3_categories

VERSION = "3.18.0"
HISTORY = "allure-history.jsonl"
"""Beside the report: what Allure draws trends and "new failure" from, one run a line."""

_INSTALLING, _BUILDING = 300.0, 180.0
"""Seconds that each may take."""

_RUNS_KEPT = 30

_HIDDEN_LABELS = (
    *("parentSuite", "suite", "subSuite", "host", "thread", "framework", "language"),
    "nodeid",
)
"""Labels that say the same once more, or nothing to a reader."""

_ANALYTICS = re.compile(
    r"<script[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>"
    r"(?:\s*<script>\s*window\.dataLayer\b.*?</script>)?",
    re.DOTALL,
)

_POLICY = (
    "default-src 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src data: blob:; "
    "form-action 'none'"
)
"""Scripts and styles of the file itself and nothing else; attachments in frames inherit it."""


_TALLER = '<style>iframe[title="HTML attachment"]{height:24rem!important}</style>'
"""Allure shows 150 px of an HTML attachment, which is less than a table."""


class _Failed(Exception):
    """Why there is no report."""


def build(results: Path, output: Path, *, settings: Mapping[str, object] | None = None) -> str:
    """Turn a folder of Allure results into one HTML file.

    Return in one sentence why that failed and what to do; "" if it did not.

    `settings` are added to Allure's configuration, such as the causes of this run as categories.
    """
    if not any(results.glob("*-result.json")):
        return f"There is no Allure report, because {results} holds no results."
    try:
        config = {**_config(output.absolute().parent), **(settings or {})}
        html = _generate(_builder(), results.absolute(), config)
    except _Failed as failed:
        by_hand = f"npx allure@{VERSION} awesome --single-file {results}"
        return f"There is no Allure report: {failed}. To build it by hand: {by_hand}"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(sealed(html), encoding="utf-8")
    return ""


def sealed(html: str) -> str:
    """Return the report without its analytics script, and forbidden to load anything."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    return _ANALYTICS.sub("", html).replace("<head>", f"<head>{policy}{_TALLER}", 1)


def _builder() -> list[str]:
    """Return the command line of the pinned builder, installed first if there is none."""
    on_path = shutil.which("allure")
    if on_path and _says([on_path, "--version"]).startswith("3."):
        return [on_path]
    if not shutil.which("node"):
        raise _Failed("it needs Node.js 20 or newer, and there is none on this machine")
    home = user_cache_path("samestory") / f"allure-{VERSION}"
    if not _program(home).exists():
        _install(home)
    return [str(_program(home))]


def _program(home: Path) -> Path:
    return home / "node_modules" / ".bin" / ("allure.cmd" if os.name == "nt" else "allure")


def _install(home: Path) -> None:
    """Install next to the final place and move there, so that half an install is never used."""
    npm = shutil.which("npm")
    if not npm:
        raise _Failed("Node.js is there, but npm is not")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as temporary:
        fresh = Path(temporary) / "allure"
        fresh.mkdir()
        quiet = ("--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _run([npm, "install", *quiet, "--prefix", str(fresh), f"allure@{VERSION}"], _INSTALLING)
        try:
            fresh.rename(home)
        except OSError:  # another process was faster, and its folder is as good
            if not _program(home).exists():
                raise _Failed(f"{home} cannot be written; remove it and try again") from None


def _generate(builder: Sequence[str], results: Path, settings: Mapping[str, object]) -> str:
    with tempfile.TemporaryDirectory(prefix="samestory-allure-") as temporary:
        folder = Path(temporary)
        config = folder / "allurerc.json"
        config.write_text(json.dumps(settings), encoding="utf-8")
        made = folder / "report"
        where = ("--config", str(config), "--cwd", str(folder), "--output", str(made))
        _run([*builder, "generate", *where, str(results)], _BUILDING)
        pages = sorted(made.rglob("index.html"))
        if not pages:
            raise _Failed("the builder wrote no page")
        return pages[0].read_text(encoding="utf-8")


def _config(beside: Path) -> dict[str, object]:
    options = {
        "singleFile": True,
        "reportLanguage": "en",
        "groupBy": ["epic", "feature", "story"],
        "stepTreeExpansion": "expand_failed_only",
    }
    return {
        "name": "samestory",
        "historyPath": str(beside / HISTORY),
        "historyLimit": _RUNS_KEPT,
        "hideLabels": list(_HIDDEN_LABELS),
        "categories": {"rules": allure_3_categories()},
        "plugins": {"awesome": {"options": options}},
    }


def _says(command: Sequence[str]) -> str:
    try:
        return _run(command, 30).strip()
    except _Failed:
        return ""


def _run(command: Sequence[str], seconds: float) -> str:
    name = Path(command[0]).stem
    try:
        done = subprocess.run(  # noqa: S603  our own command line, no shell
            command, capture_output=True, timeout=seconds, check=False, encoding="utf-8"
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        raise _Failed(f"{name} could not be run ({type(error).__name__})") from error
    if done.returncode:
        raise _Failed(f"{name} failed ({_last_line(done.stderr or done.stdout)})")
    return done.stdout


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it gave no reason"
