"""The clauses about failures: a system that is down, slow, broken, in the way, or lost."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from samestory.adapters.probing import Endpoint, endpoint_of_url
from samestory.config.entries import SystemEntry
from samestory.core.model import Observation
from samestory.testing.isolation import ABANDONED, LATE
from samestory.testing.stand_ins import (
    LOCALHOST,
    NOT_FOUND,
    REPLIES,
    closed_port,
    mute_server,
    replying,
)
from samestory.testing.tcp_proxy import tcp_proxy
from samestory.testing.under_test import (
    AnswerKind,
    ClauseResult,
    SystemUnderTest,
    answer_kind,
    describe,
    untried,
)

NO_FILE = "/samestory-no-such-folder/no-such-file"
BRIEF = 0.5
"""The time limit, in seconds, of a system that never answers."""
NO_ADDRESS = "it has no address: no base_url, and no host and port"
NO_ANSWER = (AnswerKind.UNREACHABLE, AnswerKind.UNREADABLE)
"""What an answer that means nothing may be: never a record, and never "no such record"."""
TOO_LATE = "no answer of its own in time: it was abandoned after {:.1f} s"
DOWN, SLOW, FALLS_SILENT = "is down", "answers slowly", "falls silent"


def check_failures(under_test: SystemUnderTest) -> Iterator[ClauseResult]:
    """Yield the result of every clause that points the system at a stand-in."""
    if redirected(under_test.entry, LOCALHOST, 1) is None:
        yield from _without_address(under_test)
        return
    yield _pointed_at(under_test, DOWN, "pointed at a closed port of this machine", closed_port)
    for clause, replies in REPLIES.items():
        for what, reply in replies.items():
            server = partial(replying, reply)
            result = _pointed_at(under_test, clause, f"answered with {what}", server, NO_ANSWER)
            yield _lenient(result) if what == NOT_FOUND else result
    hasty = replace(under_test, entry=replace(under_test.entry, timeout=BRIEF))
    tried = f"pointed at a server that never answers, with timeout {BRIEF:g} s"
    yield _pointed_at(hasty, SLOW, tried, mute_server)


def _without_address(under_test: SystemUnderTest) -> Iterator[ClauseResult]:
    """Take its file away instead. A custom adapter does not keep the contract by hiding."""
    entry = under_test.entry
    fileless = without_its_file(entry)
    if fileless is not None:
        answer = under_test.ask(fileless, under_test.subject)
        yield _judged(DOWN, "pointed at a file that does not exist", answer, fileless)
    elif entry.own is not None:
        expected = "base_url, host and port, or file (what it reads on a disk) in its table"
        yield ClauseResult("has an address", "looked for its address", "none", expected, kept=False)
    clauses = (*REPLIES, SLOW) if fileless is not None else (DOWN, *REPLIES, SLOW)
    yield from (untried(each, NO_ADDRESS) for each in clauses)


def check_lost_connection(under_test: SystemUnderTest, *, has_sample: bool) -> ClauseResult:
    """Check that an earlier answer is not repeated once the system answers no more."""
    endpoint, sample = endpoint_of(under_test.entry), under_test.sample
    if sample is None or not has_sample:
        return untried(FALLS_SILENT, "no record that it has was named")
    if endpoint is None:
        return untried(FALLS_SILENT, NO_ADDRESS)
    with tcp_proxy(endpoint) as proxy:
        moved = redirected(under_test.entry, LOCALHOST, proxy.port, tokens=False)
        assert moved is not None, "it has an address"
        with under_test.open(moved) as ask:
            first = ask(sample)
            proxy.shut()
            second = ask(sample)
    if answer_kind(first) is not AnswerKind.RECORD:
        why = f"through a proxy on this machine, it gives no record ({describe(first)})"
        return untried(FALLS_SILENT, why)
    tried = f"asked twice about {sample}, the connection cut in between"
    return _judged(FALLS_SILENT, tried, second, moved, NO_ANSWER)


def _pointed_at(
    under_test: SystemUnderTest,
    clause: str,
    tried: str,
    stand_in: Callable[[], AbstractContextManager[int]],
    right: Iterable[AnswerKind] = (AnswerKind.UNREACHABLE,),
) -> ClauseResult:
    """Ask a copy of the system that is pointed at a stand-in."""
    with stand_in() as port:
        moved = redirected(under_test.entry, LOCALHOST, port)
        assert moved is not None, "it has an address"
        answer = under_test.ask(moved, under_test.subject)
    return _judged(clause, tried, answer, moved, right)


def _judged(
    clause: str,
    tried: str,
    answer: Observation,
    entry: SystemEntry,
    right: Iterable[AnswerKind] = (AnswerKind.UNREACHABLE,),
) -> ClauseResult:
    """Compare an answer with the kinds that are right, and its time with the time limit.

    The time is shown only if the clause is about it, or if it was too long.
    """
    limit, took = entry.timeout + LATE, answer.took.total_seconds()
    expected, got = " or ".join(right), describe(answer)
    if clause == SLOW or took > limit:
        expected = f"{expected}, by itself within {limit:g} s"
        abandoned = took >= entry.timeout + ABANDONED
        got = TOO_LATE.format(took) if abandoned else f"{got} (after {took:.1f} s)"
    kept = answer_kind(answer) in right and took <= limit
    return ClauseResult(clause, tried, got, expected, kept)


def _lenient(result: ClauseResult) -> ClauseResult:
    """A page of "not found" may be how a system says so; then a wrong address says it as well."""
    if result.kept or result.got != AnswerKind.NO_RECORD:
        return result
    why = "is read as no such record, so only a known record shows that its address is right"
    return replace(result, got=why, kept=None)


def redirected(
    entry: SystemEntry, host: str, port: int, *, tokens: bool = True
) -> SystemEntry | None:
    """Return the same system at another address, without TLS; None if it has no address.

    The address is its `base_url`, or its `host` and `port`. Its tokens are fetched there as well,
    so that the real server is left alone, unless `tokens` is False.
    """
    moved = _moved(entry.settings, host, port)
    if moved is None:
        return None
    auth, fetched = entry.auth, entry.auth.tokens
    if fetched is not None and tokens:
        auth = replace(auth, tokens=replace(fetched, url=moved_url(fetched.url, host, port)))
    return replace(entry, settings=moved, auth=auth)


def _moved(settings: Mapping[str, Any], host: str, port: int) -> Mapping[str, Any] | None:
    if settings.get("base_url"):
        return {**settings, "base_url": moved_url(settings["base_url"], host, port), "ca": None}
    if settings.get("host"):
        plain = {"tls": "none", "ca": None} if "tls" in settings else {}
        return {**settings, "host": host, "port": port, **plain}
    return None


def moved_url(url: str, host: str, port: int) -> str:
    """Return the same web address on another host, without TLS."""
    return urlsplit(url)._replace(scheme="http", netloc=f"{host}:{port}").geturl()


def without_its_file(entry: SystemEntry) -> SystemEntry | None:
    """Return the same custom adapter, its `file` one that does not exist; None if it names none."""
    if entry.own is None or not isinstance(entry.settings.get("file"), str):
        return None
    return replace(entry, settings={**entry.settings, "file": NO_FILE})


def endpoint_of(entry: SystemEntry) -> Endpoint | None:
    """Return the endpoint of a system; None if it names none, or is a file."""
    if entry.settings.get("base_url"):
        return endpoint_of_url(entry.settings)
    host, port = entry.settings.get("host"), entry.settings.get("port")
    if not host or not port:
        return None
    return Endpoint(host, int(port), entry.settings.get("tls", "none"), entry.settings.get("ca"))
