"""Small projects whose CRM and ERP are stand-ins on this machine, played by the real command."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.warm_python import warm_python

CASES = Path(__file__).parent
SOON = 120.0
"""Seconds within which every one of these has long ended."""

LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]
plaintext = ["127.0.0.1"]
mail_domains = ["customers.example"]

[defaults]
patience = "0.2 s"
settle   = "0 s"
timeout  = "10 s"
rate     = "100/s"
currency = "EUR"

[systems.crm]
adapter  = "http"
called   = "CRM"
base_url = "{base_url}"

[systems.crm.order]
find   = "/crm/{{key}}"
total  = {{ at = "total", as = "decimal" }}
status = {{ at = "stage", means = {{ won = "placed", sent = "shipped", new = "in process" }} }}

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "{base_url}"

[systems.erp.order]
find   = "/erp/{{key}}"
total  = {{ at = "total", as = "decimal" }}
status = {{ at = "stage", means = {{ "10" = "placed", "30" = "shipped" }} }}
"""
ORDERS = {
    "/crm/A-1042": {"total": "89.00", "stage": "won"},
    "/erp/A-1042": {"total": "89.00", "stage": "10"},
    "/crm/A-1043": {"total": "89.00", "stage": "won"},
    "/erp/A-1043": {"total": "90.00", "stage": "10"},
}


@dataclass(frozen=True, slots=True)
class StandIn:
    """Answers by path, 404 for anything else; `asked` are the paths that were asked for."""

    base_url: str
    asked: list[str]


@contextmanager
def answering(answers: Mapping[str, object]) -> Iterator[StandIn]:
    """A stand-in on a free port, until the block ends."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps(answers.get(self.path, {})).encode()
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield StandIn(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Project:
    """A project in a folder, as `samestory init` begins one; features and landscape are written."""

    folder: Path
    environ: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def feature(self, content: bytes) -> None:
        """Make this the project's only feature."""
        for each in self.folder.glob("features/**/*.feature"):
            each.unlink()
        (self.folder / "features" / "x.feature").write_bytes(content)

    def landscape(self, text: str) -> None:
        """Make this the project's landscape."""
        (self.folder / "landscapes" / "company.toml").write_text(text, encoding="utf-8")

    def samestory(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The command, called in the project's folder."""
        return subprocess.run(  # noqa: S603  our own command
            [warm_python(), "-m", "samestory", *words],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            encoding="utf-8",
            timeout=SOON,
            check=False,
        )

    @property
    def record(self) -> dict[str, Any]:
        """What the last run wrote down."""
        text = (self.folder / "reports" / "run.json").read_text("utf-8")
        found: dict[str, Any] = json.loads(text)
        return found


def begun(folder: Path) -> Project:
    """A new project with a CRM and an ERP."""
    project = Project(folder)
    folder.mkdir()
    addresses = ("--crm", "https://crm.example.com", "--erp", "https://erp.example.com")
    done = project.samestory("init", ".", *addresses)
    assert 0 == done.returncode, done.stderr
    return project
