"""The page about the words of a landscape shows nothing that cannot be loaded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from samestory.adapters.http.dialects import DIALECTS
from samestory.adapters.http.paging_config import PagingWords
from samestory.config import load
from samestory.config.adapter import installed
from samestory.core.formats import CONVERTERS
from samestory.extraction.placeholders import FILTERS

PAGE = (Path(__file__).parents[2] / "landscapes" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
GUARD = '[guard]\nhosts = ["*.staging.example.com"]\nmail_domains = ["customers.example"]\n'
PAGINGS = {each.__metadata__[0].tag for each in get_args(get_args(PagingWords)[0])}
SYSTEM = """
[systems.crm]
adapter  = "http"
base_url = "https://crm.staging.example.com"
[systems.crm.order]
find  = "/orders/{key}"
email = "email"
"""


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_every_block_can_be_loaded(block: str, tmp_path: Path) -> None:
    """Whoever copies one gets a landscape without a mistake."""
    text = block if "[guard]" in block else GUARD + block
    file = tmp_path / "here.toml"
    file.write_text(text if "[systems." in block else text + SYSTEM, "utf-8")
    (tmp_path / "README.md").write_text(PAGE, "utf-8")
    secrets = {name: f"made-up-{name}" for name in re.findall(r'_env\s*=\s*"(\w+)"', block)}

    assert load(file, secrets).systems


def test_every_word_with_a_choice_is_told() -> None:
    """No adapter, dialect, paging, filter or converter is left out."""
    words = {*installed(), *DIALECTS, *PAGINGS, *FILTERS}
    words |= {name for forms in CONVERTERS.values() for name in forms}
    told = set(re.findall(r'[`"]([\w -]+)[`"]', PAGE)) | set(re.findall(r"[\w-]+", PAGE))

    assert set() == words - told - {"none"}
