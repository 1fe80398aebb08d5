"""Allure's page is one file that loads nothing; where it cannot be built, a sentence says why."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from samestory.report import allure_report
from samestory.report.allure_report import VERSION, build, sealed

ANALYTICS = """
    <script async src="https://www.googletagmanager.com/gtag/js?id=G-LNDJ3J7WT0"></script>
    <script>
        window.dataLayer = window.dataLayer || [];
        function gtag(){dataLayer.push(arguments);}
        gtag('js', new Date());
    </script>
"""
PAGE = f"<html><head><title>x</title></head><body><script>app()</script>{ANALYTICS}</body></html>"

FAKE_BUILDER = """
import json, pathlib, sys
arguments = sys.argv[1:]
assert arguments[0] == "generate", arguments
config = json.loads(pathlib.Path(arguments[arguments.index("--config") + 1]).read_text())
page = pathlib.Path(arguments[arguments.index("--output") + 1]) / "awesome" / "index.html"
page.parent.mkdir(parents=True)
page.write_text("<html><head></head>" + json.dumps(config) + "</html>")
"""


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder with one result, as allure-pytest writes it."""
    folder = tmp_path / "allure-results"
    folder.mkdir()
    result = {"uuid": "1", "name": "Ada orders", "status": "passed", "start": 1, "stop": 2}
    (folder / "1-result.json").write_text(json.dumps(result))
    return folder


def test_the_analytics_are_gone_and_cannot_come_back() -> None:
    """The script of the page itself stays; a policy forbids to load any other."""
    page = sealed(PAGE)

    assert "<script>app()</script>" in page
    assert "googletagmanager" not in page
    assert "gtag" not in page
    assert "default-src 'unsafe-inline' 'unsafe-eval' data: blob:" in page


def test_a_builder_is_given_what_our_report_needs(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file, the tree by our labels, our categories, and a history beside the report."""
    fake = tmp_path / "builder.py"
    fake.write_text(FAKE_BUILDER)
    monkeypatch.setattr(allure_report, "_builder", lambda: [sys.executable, str(fake)])
    output = tmp_path / "reports" / "allure.html"

    assert "" == build(results, output)
    written = output.read_text()
    config = json.loads(written[written.index("{", written.index("</style>")) : -len("</html>")])
    assert config["plugins"]["awesome"]["options"]["singleFile"] is True
    assert ["epic", "feature", "story"] == config["plugins"]["awesome"]["options"]["groupBy"]
    assert "Contradiction" == config["categories"]["rules"][0]["name"]
    assert str(output.parent / "allure-history.jsonl") == config["historyPath"]


def test_without_results_there_is_nothing_to_build(tmp_path: Path) -> None:
    """Said before anything is installed."""
    why = build(tmp_path, tmp_path / "allure.html")

    assert f"There is no Allure report, because {tmp_path} holds no results." == why


def test_without_node_a_sentence_says_what_to_do(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The raw results stay."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    missing = build(results, results / "allure.html")

    assert missing == (
        "There is no Allure report: it needs Node.js 20 or newer, and there is none on this "
        f"machine. To build it by hand: npx allure@{VERSION} awesome --single-file {results}"
    )
    assert list(results.glob("*-result.json"))


def test_a_builder_that_fails_is_quoted(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last words, and no exception."""
    fake = tmp_path / "builder.py"
    fake.write_text("import sys; sys.exit('no space left on device')")
    monkeypatch.setattr(allure_report, "_builder", lambda: [sys.executable, str(fake)])
    failed = build(results, tmp_path / "allure.html")

    assert "failed (no space left on device)" in failed


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
def test_half_an_install_is_never_used(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An npm that dies leaves nothing where the next run would look."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho registry unreachable >&2; exit 1\n")
    npm.chmod(0o755)
    cache = tmp_path / "cache"
    monkeypatch.setattr(allure_report, "user_cache_path", lambda _: cache)
    programs = {"npm": str(npm), "node": "/usr/bin/node"}
    monkeypatch.setattr(shutil, "which", programs.get)
    failed = build(results, tmp_path / "allure.html")

    assert "npm failed (registry unreachable)" in failed
    assert [] == list(cache.iterdir())


INSTALLED = user_cache_path("samestory") / f"allure-{VERSION}" / "node_modules"


@pytest.mark.skipif(not INSTALLED.exists(), reason="the builder has not been installed here yet")
def test_the_real_page_asks_nobody_for_anything(results: Path, tmp_path: Path) -> None:
    """As built by the pinned version: sealed, and still with its data in it."""
    output = tmp_path / "allure.html"

    assert "" == build(results, output)
    page = output.read_text()
    assert "googletagmanager" not in page
    assert 'src="http' not in page
