"""Ask the server for a process, pass signals on to it, and end as it ends."""

import json
import os
import signal
import socket
import sys

address, command, *words = sys.argv[1:]
server = socket.socket(socket.AF_UNIX)
server.connect(address)


def passed_on(number, _):
    server.send(bytes([number]))


for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(each, passed_on)  # whether it is ignored is the program's business
wanted = {
    "command": command,
    "words": words,
    "folder": os.getcwd(),  # noqa: PTH109  pathlib is a slow import
    "environ": dict(os.environ),
}
told = json.dumps(wanted).encode()
socket.send_fds(server, [len(told).to_bytes(4, "big")], [0, 1, 2])
server.sendall(told)
for each in (0, 1, 2):  # whoever reads from the other end waits for the process alone
    os.close(each)
ended = server.recv(4)
status = int.from_bytes(ended, "big", signed=True) if ended else 70
if status < 0:
    if -status != signal.SIGKILL:
        signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
os._exit(status)
