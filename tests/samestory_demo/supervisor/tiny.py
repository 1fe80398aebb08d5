"""The least that can be called a company: a control with two faults, in a process of its own.

`python tiny.py --ports 75` behaves; further words make it misbehave: `refuse` (exit 4 with a
sentence), `crash`, `deaf` (it does not stop when asked). With `--logs FOLDER` its ERP has a log.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

FAULTS = {"erp-down": False, "crm-lags": False}


class Control(BaseHTTPRequestHandler):
    """GET /faults, PUT /faults/NAME, POST /reset and, with a folder for it, GET /logs."""

    logs: str | None = None

    def do_GET(self) -> None:
        if self.path == "/logs":
            self._tell_logs()
            return
        told = [
            {"name": name, "description": f"[{name}] goes wrong.", "stories": [52], "on": on}
            for name, on in FAULTS.items()
        ]
        self._answer(told)

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        FAULTS[self.path.rpartition("/")[2]] = body["on"]
        self._answer({})

    def do_POST(self) -> None:
        sys.stdout.write(f"asked for {self.path}\n")
        sys.stdout.flush()
        self._answer({})

    def _tell_logs(self) -> None:
        if self.logs is None:
            self.send_error(404)
        else:
            self._answer({"erp": str(Path(self.logs) / "erp.log")})

    def log_message(self, *_: Any) -> None: ...

    def _answer(self, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def main(words: list[str]) -> int:
    """Open, say so, and stay until told to stop."""
    ports = words[words.index("--ports") + 1]
    if "refuse" in words:
        sys.stderr.write(f"Port {ports}00 is taken.\n")
        return 4
    if "crash" in words:
        raise ZeroDivisionError
    if "deaf" in words:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "--logs" in words:
        Control.logs = words[words.index("--logs") + 1]
        Path(Control.logs, "erp.log").write_text("opened\nsold nothing yet\n")
        sys.stderr.write("tiny: installing it, once ...\n")
        sys.stderr.flush()
    server = HTTPServer(("127.0.0.1", int(f"{ports}99")), Control)
    if "--until-stdin-closes" in words:
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    sys.stdout.write(json.dumps({"ready": True}) + "\n")
    server.serve_forever(poll_interval=0.02)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
