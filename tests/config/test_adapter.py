"""Adapters are found by entry points, also those of somebody else's packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samestory.config.adapter import adapter_named, installed
from samestory.config.schema import landscape_schema
from tests.config.files import GUARD, mistake, mistakes, read

SOAP = """
from typing import Annotated
from pydantic import Field
from samestory.config.adapter import Adapter, QuestionWords
from samestory.config.value_types import BaseUrl, Number, Template
from samestory.config.words import Words

class Settings(Words):
    base_url: BaseUrl
    version: Annotated[Number, Field(description="The version of SOAP.")] = 1

class Question(QuestionWords):
    operation: Annotated[Template, Field(description="What is called.", examples=["GetOrder"])]

SOAP = Adapter(
    name="soap",
    settings=Settings,
    question=Question,
    auth=("none", "basic"),
    opens="soap_client:Soap",
)
NONE = "no adapter"
"""

ERP = """
[systems.erp]
adapter  = "soap"
base_url = "http://127.0.0.1/"
[systems.erp.order]
operation = "Get?{key}"
status    = "state"
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Installs a package with an entry point, as pip would; `soap = "..."`."""

    def install(target: str) -> Path:
        info = tmp_path / "installed" / "erp_soap-1.2.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: erp-soap\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[samestory.adapters]\nsoap = {target}\n")
        (info.parent / "erp_soap.py").write_text(SOAP)
        (info.parent / "erp_broken.py").write_text("import no_soap_library")
        monkeypatch.syspath_prepend(info.parent)
        _forget()
        return tmp_path

    yield install
    _forget()


def _forget() -> None:
    installed.cache_clear()
    adapter_named.cache_clear()


def test_a_package_adds_one(package: Callable[[str], Path]):
    """Its words are read by its own models, beside those that every system has."""
    erp = read(package("erp_soap:SOAP"), GUARD + ERP).systems["erp"]

    assert {"base_url": "http://127.0.0.1", "version": 1} == erp.settings
    assert {"operation": "Get?{key}"} == erp.subjects["order"].question.find
    assert not erp.in_browser


def test_editors_know_its_words(package: Callable[[str], Path]):
    """The schema is made from the models of all adapters that are installed."""
    package("erp_soap:SOAP")
    known = landscape_schema()["$defs"]

    assert {"base_url", "version", "patience"} <= known["system of soap"]["properties"].keys()
    assert {"operation", "total"} <= known["subject of soap"]["properties"].keys()


def test_its_mistakes_are_told_like_those_of_all_others(package: Callable[[str], Path]):
    """All at once, each with its table and a fix."""
    text = ERP.replace('"Get?{key}"', '"Get?{ky}"').replace("base_url", "base_ulr")
    text = text.replace("[systems.erp.order]", 'version = "two"\n[systems.erp.order]')
    address, version, key, blank = mistakes(package("erp_soap:SOAP"), GUARD + text)

    assert address == (
        "staging.toml, [systems.erp]: 'base_url' is missing.\n"
        '  Add it, for instance: base_url = "https://shop.example.com"'
    )
    assert "'version' is 'two', which is no whole number." in version
    assert "unknown key 'base_ulr'.\n  Did you mean 'base_url'?" in key
    assert "staging.toml, [systems.erp.order]: unknown placeholder {ky} in" in blank


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (
            "erp_broken:SOAP",
            (
                "cannot be loaded: ModuleNotFoundError: No module named 'no_soap_library'.\n"
                "  Repair the package erp-soap 1.2."
            ),
        ),
        (
            "erp_soap:NONE",
            (
                "cannot be loaded: erp_soap:NONE is no Adapter.\n"
                "  Correct the entry point of the package erp-soap 1.2."
            ),
        ),
    ],
)
def test_one_that_cannot_be_imported_is_a_mistake(
    package: Callable[[str], Path], target: str, expected: str
):
    """In a sentence, and never a traceback; what its package knows is not told as unknown."""
    found = mistakes(package(target), GUARD + ERP)

    assert f"staging.toml, [systems.erp]: the adapter 'soap' {expected}" == found[0]


def test_an_unknown_one_is_told_with_those_that_are_installed(package: Callable[[str], Path]):
    folder = package("erp_soap:SOAP")
    text = f'{GUARD}[systems.erp]\nadapter = "saop"\nbase_url = "http://127.0.0.1"\n'

    assert mistake(folder, text) == (
        "staging.toml, [systems.erp]: unknown adapter 'saop'.\n"
        "  Did you mean 'soap'? Known adapters: html, http, inbox, soap, sql, website."
    )
