"""The Python that has imported everything already ends, and is ended, as Python is."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.warm_python import warm_python


@pytest.fixture(params=["cold", "warm"])
def python(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both, because they have to do the same."""
    return sys.executable if request.param == "cold" else warm_python()


def ran(python: str, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [python, *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, **more)  # noqa: S603  our own


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("pass", 0, ""),
        ("import sys; sys.exit(7)", 7, ""),
        ("import sys; sys.exit('bye')", 1, "bye\n"),
        ("1 / 0", 1, "ZeroDivisionError: division by zero\n"),
        ("raise KeyboardInterrupt", -signal.SIGINT, "KeyboardInterrupt\n"),
        ("import os; os._exit(3)", 3, ""),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL, ""),
    ],
)
def test_its_status_is_that_of_the_program(python, code, status, told):
    done = ran(python, "-c", code)

    assert (status, "") == (done.returncode, done.stdout)
    assert done.stderr.endswith(told)


def test_arguments_folder_environment_and_streams_are_the_callers(python, tmp_path):
    (tmp_path / "beside.py").write_text(
        "import os, sys\nprint(sys.argv[1:], os.getcwd(), dict(os.environ)['A'], sys.stdin.read())"
    )
    for words in (["-m", "beside"], ["-mbeside"], ["beside.py"], ["-c", "import beside"]):
        done = ran(python, *words, "a b", cwd=tmp_path, env={"A": "ä"}, input="said")
        assert f"['a b'] {tmp_path} ä said\n" == done.stdout, done.stderr


def test_signals_are_passed_on(python):
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # a job in the background
    code = f"import signal, time; {heard}; print('begun', flush=True); time.sleep(60)"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with subprocess.Popen([python, "-c", code], stdout=-1, stderr=-1) as process:  # noqa: S603
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(number)
            assert -number == process.wait(20)
