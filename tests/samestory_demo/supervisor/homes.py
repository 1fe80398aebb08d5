"""A landscape whose company is `tiny.py`, with its state below a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from random import randrange

import pytest

from samestory_demo.supervisor.ports import all_free

TINY = Path(__file__).parent / "tiny.py"
PORTS = "DEMO_PORTS"
LANDSCAPE = """
[company]
name    = "Tiny & Co"
command = ["{tiny}", "--ports", "${{DEMO_PORTS:-88}}"]
control = "http://127.0.0.1:${{DEMO_PORTS:-88}}99"

[company.environment]
ERP_KEY = "made-up"

[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:${{DEMO_PORTS:-88}}04"
auth     = {{ kind = "header", header = "X-Api-Key", token_env = "ERP_KEY" }}

[systems.erp.order]
find  = "/orders/{{key}}"
total = {{ at = "total", as = "decimal", currency = "EUR" }}
"""


def lonely_ports() -> str:
    """The first digits of free ports, far from the usual ones and from those of other tests."""
    candidates = iter(lambda: randrange(110, 320), None)  # noqa: S311  nothing secret about them
    return str(next(each for each in candidates if all_free(each)))


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds landscapes/tiny.toml, and is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv(PORTS, lonely_ports())
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "landscapes").mkdir()
    landscape = tmp_path / "landscapes" / "tiny.toml"
    landscape.write_text(LANDSCAPE.format(tiny=TINY))
    return tmp_path
