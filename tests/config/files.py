"""Small landscape files for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from samestory.config import Landscape, load
from samestory.errors import LandscapeMistakes

GUARD = """
[guard]
hosts = ["127.0.0.1", "*.shop.example"]
mail_domains = ["customers.example"]
"""

CRM = """
[systems.crm]
adapter  = "http"
called   = "CRM"
base_url = "http://127.0.0.1:7102"

[systems.crm.order]
find   = "/deals?order_number={key}"
record = "results[0]"
total  = { at = "amount_minor", as = "minor units", currency = "EUR" }
"""

PAGES = """
class Shop:
    def __init__(self, page, base_url, who): ...
    def read_order(self, key, of): ...

class Empty: ...

not_a_class = 1
"""


def read(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Landscape:
    """The landscape of this text, in a folder with a module `shop_pages`."""
    (folder / "shop_pages.py").write_text(PAGES)
    file = folder / "staging.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environ or {})


def mistakes(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    """The mistakes of this text, without the name of the folder."""
    with pytest.raises(LandscapeMistakes) as caught:
        read(folder, text, environ)
    return [each.replace(f"{folder}/", "") for each in caught.value.mistakes]


def mistake(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> str:
    """The only mistake of this text."""
    [only] = mistakes(folder, text, environ)
    return only
