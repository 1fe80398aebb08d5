"""The least that can be called a company: a control with two faults, in a process of its own.

`python tiny.py --ports 75` behaves; further words make it misbehave: `refuse` (exit 4 with a
sentence), `crash`, `deaf` (it does not stop when asked).
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

FAULTS = {"erp-down": False, "crm-lags": False}


class Control(BaseHTTPRequestHandler):
    """GET /faults and PUT /faults/NAME."""

    def do_GET(self) -> None:
        told = [
            {"name": name, "description": f"[{name}] goes wrong.", "stories": [52], "on": on}
            for name, on in FAULTS.items()
        ]
        self._answer(told)

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        FAULTS[self.path.rpartition("/")[2]] = body["on"]
        self._answer({})

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
    server = HTTPServer(("127.0.0.1", int(f"{ports}99")), Control)
    if "--until-stdin-closes" in words:
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    sys.stdout.write(json.dumps({"ready": True}) + "\n")
    server.serve_forever(poll_interval=0.02)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
