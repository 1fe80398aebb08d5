"""Import everything, then fork a process for each caller; end when the tests have ended."""

import atexit
import gc
import importlib.metadata
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.config import default_plugins

LIBRARIES = (
    *("playwright.sync_api", "babel.numbers", "faker", "rich.console", "rich.traceback"),
    *("typer.main", "typer.rich_utils"),
)
"""What is imported late, and beside the plugins of pytest and the modules of samestory."""


def serve(address):
    """Return what runs a caller's program, in a process of its own; None when the tests end."""
    paths = sys.path[1:]  # without the folder of this file
    import_all()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    os.write(1, b"ready\n")
    gc.collect()
    gc.freeze()
    asked = select.poll()
    asked.register(listener, select.POLLIN)
    asked.register(0, select.POLLHUP)
    while listener.fileno() in dict(asked.poll()):
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        caller, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            return attended(caller, paths)
        caller.close()
    return None


def import_all():
    """Import pytest, its plugins, the libraries, and every module of samestory.

    pytest cannot rewrite their asserts then, and says nothing of it.
    """
    for name in [*(f"_pytest.{each}" for each in default_plugins), *LIBRARIES]:
        importlib.import_module(name)
    for each in importlib.metadata.entry_points(group="pytest11"):
        if "hypothesis" not in each.name:  # it costs a second when a run ends
            each.load()
    for name in ("samestory", "samestory_demo"):
        package = importlib.import_module(name)
        for each in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not each.name.endswith("__main__"):
                with suppress(ImportError):  # of an extra that is not installed
                    importlib.import_module(each.name)
    AssertionRewritingHook._warn_already_imported = lambda *_: None


def attended(caller, paths):
    """Fork the program of a caller; wait for it, signal it, and kill it if the caller is killed."""
    head, streams, _, _ = socket.recv_fds(caller, 4, 3)
    told = b""
    while len(told) < int.from_bytes(head, "big"):
        told += caller.recv(1 << 20)
    pid = os.fork()
    if pid == 0:
        caller.close()
        return program(json.loads(told), streams, paths)
    for each in (0, 1, 2, *streams):
        os.close(each)
    ended = os.pidfd_open(pid)
    events = select.poll()
    events.register(caller, select.POLLIN)
    events.register(ended, select.POLLIN)
    while ended not in dict(events.poll()):
        number = caller.recv(1)
        signal.pidfd_send_signal(ended, number[0] if number else signal.SIGKILL)
        if not number:
            events.unregister(caller)
    _, status = os.waitpid(pid, 0)
    with suppress(OSError):
        caller.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
    os._exit(0)


def program(wanted, streams, paths):
    """Be the process that the caller asked for, and return what runs its program."""
    os.setsid()
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environ"])
    os.environ["PYTEST_ADDOPTS"] = f"{os.environ.get('PYTEST_ADDOPTS', '')} -p no:hypothesispytest"
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
    sys.executable = wanted["command"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        setattr(sys, name, stream(number))
        setattr(sys, f"__{name}__", getattr(sys, name))
    more = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:] = [*filter(None, more), *paths]
    importlib.invalidate_caches()
    sys.path_importer_cache.clear()
    found = meant([each for each in wanted["words"] if each != "-u"])
    sys.modules["xdist.plugin"]._sys_path[:] = sys.path  # the path at its start, which workers get
    return found


def stream(number):
    """Return a standard stream as Python opens it."""
    encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
    errors = ("surrogateescape", "surrogateescape", "backslashreplace")[number]
    return open(number, "w" if number else "r", encoding=encoding, errors=errors, closefd=False)


def meant(words):
    """Return what runs the words of a command line, after changing sys.argv and sys.path."""
    kind, *rest = words
    if kind.startswith("-m"):
        name, *arguments = [*filter(None, [kind[2:]]), *rest]
        sys.argv = [name, *arguments]
        sys.path.insert(0, str(Path.cwd()))
        return lambda: runpy.run_module(name, run_name="__main__", alter_sys=True)
    if kind == "-c":
        code, *arguments = rest
        sys.argv = ["-c", *arguments]
        sys.path.insert(0, "")
        names = {"__name__": "__main__", "__builtins__": __builtins__}
        return lambda: exec(compile(code, "<string>", "exec"), names)  # noqa: S102  as Python does
    sys.argv = words
    sys.path.insert(0, str(Path(kind).absolute().parent))
    return lambda: runpy.run_path(kind, run_name="__main__")


def end_with(run):
    """Run a program and end as Python does, without taking all modules apart: that takes long."""
    status = 0
    try:
        run()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
        if isinstance(error.code, str):
            sys.stderr.write(f"{error.code}\n")
    except BaseException as error:  # noqa: BLE001  Python prints them all
        sys.excepthook(type(error), error, error.__traceback__)
        status = -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    threading._shutdown()
    atexit._run_exitfuncs()
    for each in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            each.flush()
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status & 0xFF)


if (served := serve(sys.argv[1])) is not None:
    end_with(served)
