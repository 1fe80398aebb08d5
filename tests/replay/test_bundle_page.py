"""The page of a bundle shows all that was said, and nothing in it can act."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.core.basis import Judgement
from samestory.core.claims import Keeping
from samestory.core.model import Evidence
from samestory.replay.bundle_page import bundle_page, write_bundle_page
from samestory.replay.choosing_judgements import meant_by
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.shown_failures import failure_folder, write_shown
from tests.replay.company import asked, crm, erp, loaded, recorded_run, told
from tests.report import made_up
from tests.report.bundle.judged import SCENARIO


def test_each_judgement_has_its_matrix_and_each_new_answer(tmp_path: Path) -> None:
    """The gravest comes first, and the raw answer stands there as it came."""
    landscape = loaded(tmp_path)
    well = {"crm": lambda _: crm(), "erp": lambda _: erp()}
    odd = {"crm": lambda _: crm(), "erp": lambda _: erp(gross="98.00")}
    runs = ((name, asked(landscape, says, told())) for name, says in (("a", well), ("b", odd)))
    bundle = recorded_run(tmp_path, runs)
    page = bundle_page(bundle, bundle.judgements)

    assert page.index("Ordering: b") < page.index("Ordering: a")
    assert "98.00 EUR" in page
    assert "&#34;gross&#34;: &#34;98.00&#34;" in page
    assert "GET http://127.0.0.1:8804/orders/A-1" in page
    assert "<svg" in page


def test_a_mail_has_a_page_of_its_own_on_which_nothing_acts(tmp_path: Path) -> None:
    raw = (
        b"Subject: Hi\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><b>Your order</b>"
    )
    mail = Evidence("inbox-1.eml", "message/rfc822", raw)
    said = {"crm": lambda _: crm(), "erp": lambda _: erp()}
    verdict = asked(loaded(tmp_path), said, told())
    assert verdict.basis is not None
    object.__setattr__(verdict.basis.looks[0][0], "evidence", (mail,))
    bundle = recorded_run(tmp_path, iter([("a", verdict)]))
    write_bundle_page(bundle, bundle.judgements)

    [page] = bundle.folder.glob("evidence/*/*.html")
    assert "<b>Your order</b>" in page.read_text()
    assert "alert" not in page.read_text()


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """Whatever systems, features and landscapes say, the page has no script and no foreign link."""
    verdict, called = made_up.hostile()
    writer = BundleWriter(tmp_path, "7", bytes)
    writer.begin({"called": called})
    writer.add(verdict, SCENARIO)
    landscape = loaded(tmp_path)
    odd = made_up.HOSTILE
    systems = {"crm": lambda _: crm(stage=odd), "erp": lambda _: {**erp(), "state": odd}}
    bundle = recorded_run(tmp_path, iter([(odd, asked(landscape, systems, None))]))

    page = bundle_page(bundle, bundle.judgements)
    assert "<script" not in page
    assert "<img src=http" not in page
    assert "\u202e" not in page


def test_the_command_writes_the_page_and_names_it(tmp_path: Path) -> None:
    systems = {"crm": lambda _: crm(), "erp": lambda _: erp()}
    recorded_run(tmp_path, iter([("a", asked(loaded(tmp_path), systems, told()))]))
    done = CliRunner().invoke(app, ["show", str(tmp_path)])

    assert 0 == done.exit_code
    assert done.output.replace("\n", "").endswith("show.html")
    assert (tmp_path / "bundle" / "show.html").is_file()


def test_a_page_of_some_verdicts_says_of_how_many(tmp_path: Path) -> None:
    """Those that agreed are not taken for all that there was."""
    landscape = loaded(tmp_path)
    well = {"crm": lambda _: crm(), "erp": lambda _: erp()}
    odd = {"crm": lambda _: crm(), "erp": lambda _: erp(gross="98.00")}
    runs = ((name, asked(landscape, says, told())) for name, says in (("a", well), ("b", odd)))
    bundle = recorded_run(tmp_path, runs)

    assert "<p>2 verdicts:" in bundle_page(bundle, bundle.judgements)
    assert "<p>1 of 2 verdicts:" in bundle_page(bundle, meant_by("agreed", bundle.judgements))


@pytest.mark.parametrize(
    ("keeping", "shown"),
    [
        (Keeping.AS_PROMISED, "order A-1 · never taken back"),
        (Keeping.NEVER_HALF, "order A-1 · never half changed"),
    ],
)
def test_what_was_never_to_be_told_is_named(tmp_path: Path, keeping: Keeping, shown: str) -> None:
    systems = {"crm": lambda _: crm(), "erp": lambda _: erp()}
    verdict = asked(loaded(tmp_path), systems, told())
    assert verdict.basis is not None
    heard = verdict.observations
    basis = replace(verdict.basis, by=Judgement.KEPT, keeping=keeping, told=heard)
    bundle = recorded_run(tmp_path, iter([("a", replace(verdict, basis=basis))]))

    assert shown in bundle_page(bundle, bundle.judgements)
    replayed = CliRunner().invoke(app, ["replay", str(tmp_path)])
    assert shown.replace(" ·", ",") in replayed.stdout


class TestWhatBrowsersShowed:
    """Pictures and traces of a failure are linked, wherever the run has kept them."""

    def page_of(self, tmp_path: Path) -> str:
        well = {"crm": lambda _: crm(), "erp": lambda _: erp()}
        odd = {"crm": lambda _: crm(), "erp": lambda _: erp(gross="98.00")}
        landscape = loaded(tmp_path)
        runs = ((name, asked(landscape, says, told())) for name, says in (("a", well), ("b", odd)))
        bundle = recorded_run(tmp_path, runs)
        return bundle_page(bundle, bundle.judgements)

    def test_a_run_without_allure_keeps_them_as_files(self, tmp_path: Path) -> None:
        folder = failure_folder(tmp_path, "x.feature::b")
        write_shown(folder, "x.feature::b", {"page-1.png": "Order A-1", "trace-1.zip": "Trace"})

        page = self.page_of(tmp_path)

        kept = f"../failures/{folder.name}"
        assert f'<a href="{kept}/page-1.png">Order A-1</a>' in page
        assert f'<a href="{kept}/trace-1.zip">Trace</a>' in page

    def test_a_run_with_allure_attaches_them_to_its_results(self, tmp_path: Path) -> None:
        """By the title of the page; not what systems answered, and not those of what agreed."""
        results = tmp_path / "allure-results"
        results.mkdir()
        for name in (
            "1-attachment.png",
            "2-attachment.zip",
            "3-attachment.png",
            "4-attachment.png",
        ):
            (results / name).write_bytes(b"-")
        answer = {"name": "website-1.png", "type": "image/png", "source": "3-attachment.png"}
        step = {
            "name": "Then they agree",
            "attachments": [
                {"name": "Order A-1 <b>", "type": "image/png", "source": "1-attachment.png"},
                {"name": "Trace", "type": "application/zip", "source": "2-attachment.zip"},
                {"name": "Gone", "type": "image/png", "source": "5-attachment.png"},
            ],
            "steps": [{"name": "Raw responses", "attachments": [answer]}],
        }
        agreed = {"name": "Fine", "type": "image/png", "source": "4-attachment.png"}
        for name, part in (("b", {"steps": [step]}), ("a", {"attachments": [agreed]})):
            label = {"name": "nodeid", "value": f"x.feature::{name}"}
            told_of = {"uuid": name, "labels": [label], **part}
            (results / f"{name}-result.json").write_text(json.dumps(told_of))
        (results / "half-result.json").write_text('{"uuid": ')

        page = self.page_of(tmp_path)

        found = re.findall(r'<a href="(../allure-results/[^"]+)">([^<]+)</a>', page)
        assert [
            ("../allure-results/1-attachment.png", "Order A-1 &lt;b&gt;"),
            ("../allure-results/2-attachment.zip", "Trace"),
        ] == found
