"""The README's programs do what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.testing import stubs
from tests.testing.stubs import served

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[defaults]
patience = "0.1 s"
settle   = "0 s"
currency = "EUR"

[systems.crm]
adapter  = "http"
base_url = "http://127.0.0.1:{port}"
auth     = {{ kind = "bearer", token_env = "KEY" }}

[systems.crm.order]
find   = "/orders/{{key}}"
status = {{ at = "status" }}
total  = {{ at = "total", as = "decimal" }}

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:{port}"
auth     = {{ kind = "bearer", token_env = "KEY" }}

[systems.erp.order]
find   = "/orders/{{key}}"
status = {{ at = "status" }}
total  = {{ at = "total", as = "{money}" }}
"""
"""Two systems on one server; read as minor units, its total is another one."""


def printed(money: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the README's program prints about this landscape."""
    [program] = BLOCKS
    (folder / "landscapes").mkdir()
    with served(stubs.rest, stubs.by_bearer) as port:
        text = LANDSCAPE.format(port=port, money=money)
        (folder / "landscapes" / "demo.toml").write_text(text, "utf-8")
        exec(compile(program, "README.md", "exec"), {})  # noqa: S102 - our own
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEY", stubs.KEY)


def test_two_systems_that_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed("decimal", tmp_path, capsys)

    assert "Both systems agree about order A-1042" in said
    assert "Money" not in said


def test_two_systems_that_disagree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict is printed, and then what each of them said."""
    said = printed("minor units", tmp_path, capsys)

    assert "disagree about order A-1042" in said
    assert "total {'crm': " in said


def test_it_takes_twenty_lines_and_one_import() -> None:
    [program] = BLOCKS
    lines = [line for line in program.splitlines() if line.strip()]

    assert len(lines) <= 20
    assert ["import samestory"] == [line for line in lines if "import" in line]
