"""For every test: how quick this machine is decides nothing."""

import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.warm_python import warm_python

COLD = sys.executable

settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine makes examples slowly
)
settings.load_profile("unhurried")

collect_ignore_glob = ["cases/*/*.feature", "oracle/in_order/*.feature"]
"""Features that must be refused, or are played in a company with faults."""


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests be run by hand, also on a CI system: a run would write for that one."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI", "SAMESTORY_SEEDED_FAULTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="module")
def no_server_is_left() -> Iterator[None]:
    """Fail if a server outlives its module: it serves a closed socket, which keeps a core busy."""
    yield
    assert not [each for each in threading.enumerate() if "serve_forever" in each.name]


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the test starts be a Python that has imported everything already."""
    monkeypatch.setattr(sys, "executable", warm_python())


@pytest.fixture
def cold(warm: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  it comes first
    """Let one test of a module that is warm start a Python that has imported nothing."""
    monkeypatch.setattr(sys, "executable", COLD)
